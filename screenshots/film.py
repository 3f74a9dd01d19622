"""Takes the film: the pictures' robot works the demo's desk, one frame a step with its key and words below, as one GIF.

    make demo-film

It needs Chromium with its fonts, as take.py does, and Pillow, which packs the frames: `make demo-film` puts that into a
throwaway folder. The same desk gives the same bytes.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from screenshots import take  # noqa: E402
from sdrdesk.build import data_folder, open_desk  # noqa: E402
from sdrdesk.clock import FixedClock  # noqa: E402
from sdrdesk.desk.demo import demo  # noqa: E402
from sdrdesk.desk.desk import Desk  # noqa: E402
from sdrdesk.settings import Settings  # noqa: E402
from sdrdesk.tui.app import SdrDesk  # noqa: E402
from tests.tui import pupil  # noqa: E402
from tests.tui.robot import Robot, opened, settled  # noqa: E402

GUARD = 0.35
"""An outcome key counts only after this long: nobody logs a call by the key that dialled it."""


@dataclass(frozen=True)
class Step:
    """One frame: what is pressed, what it is called below the picture, and how long one needs to read it."""

    keys: tuple[str, ...]
    shown: str
    told: str
    seconds: float = 3.0
    wait: float = 0.0
    """Real time that has to pass before the first key."""


Act = Callable[[Desk, Robot], Awaitable[None]]


async def _answer_first(desk: Desk, robot: Robot) -> None:
    await robot.press(*pupil.keys_for(desk, robot)[:-1])


async def _answer_rest(desk: Desk, robot: Robot) -> None:
    await robot.press("enter")
    await pupil.answer_all(desk, robot)
    await robot.press("enter")


REP: tuple[Step | tuple[Act, Step], ...] = (
    Step((), "", "The queue: whom to call now. Every row says why it is there.", 3.5),
    Step(("j", "j"), "j j", "The brief beside it: who, why now, how to open, which small yes comes next.", 4),
    Step(("enter",), "enter", "Dials. The number is copied, the timer runs; each outcome says what follows.", 4),
    Step(("1",), "1", "What the prospect agreed to: one key for each small yes.", 3, GUARD),
    Step(("n",), "n", "No answer: logged, the next touch is planned, the next lead is up.", 3.5),
    Step(("u",), "u", "Undo takes the log back.", 2.5),
    Step(("l", "l"), "l l", "Locked: leads of an offer whose quiz is not passed, and what that costs.", 3.5),
    Step(("o",), "o", "The offer: what the lead read, what to say, what not to promise.", 3.5),
    Step(("escape", "t"), "esc t", "Its quiz: how many questions, how many must be right.", 3),
    (_answer_first, Step(("enter",), "enter", "A question. Nothing tells the answer before the end.", 3.5)),
    (_answer_rest, Step((), "enter", "Passed: what it unlocked.", 3)),
    Step(("enter",), "enter", "Its leads are in Ready.", 3.5),
    Step(("2",), "2", "My numbers. On each figure, ? says what it counts and enter shows its rows.", 3.5),
)

MANAGER = (
    Step(
        ("3", "right_square_bracket"),
        "3 ]",
        "The team, for its manager: every cell opens, and so does what needs you.",
        4.5,
    ),
)


async def _walk(login: str, steps: tuple[Step | tuple[Act, Step], ...], path: Path) -> list[tuple[str, Step]]:
    """The SVG of each step of one person."""
    desk = open_desk(path, FixedClock(take.AT), login)
    pupil.steady_draws(desk)
    app = SdrDesk(desk, Settings(theme="dark", dial_command="none"), desk.queue.board())
    frames = []
    async with app.run_test(size=take.MIDDLE, notifications=True) as pilot:
        robot = Robot(pilot)
        await opened(pilot)
        robot.call.clock = lambda: 0.0
        for one in steps:
            act, step = one if isinstance(one, tuple) else (None, one)
            if step.wait:
                await robot.wait(step.wait)
            await robot.press(*step.keys)
            if act is not None:
                await act(desk, robot)
            await settled(pilot)
            svg = app.export_screenshot(title="sdrdesk")
            frames.append((re.sub(r"terminal-\d+", "terminal-sdrdesk", svg), step))
    desk.close()
    return frames


SCALE = 10 / 12.2
"""A cell of the picture is 12.2 pixels wide and twice as high: so it is 10 by 20, and blocks meet without a seam."""

STYLE = (
    "body{background:#12151c}svg{margin:.48px 0 0 .76px}[class$=-matrix]{font-size:20.3333px!important}"
    "p{margin:0;padding:6px 22px;font:25px/44px 'Fira Code',monospace;font-variant-ligatures:none;white-space:nowrap;"
    "color:#e6e9ef}kbd{font:inherit;background:#2c3444;border-radius:6px;padding:4px 14px;margin-right:18px;"
    "color:#ffd479}"
)
"""Cells begin at whole pixels and are as wide as their letters; below the desk stands what is pressed."""

COLOURS = 32
NEAR = 24
"""Colours of the film, and how far apart they are: the desk has few, the rest are the edges of its letters."""


def _pack(names: list[Path], seconds: list[float], target: Path) -> None:
    """One GIF of all frames, with one table of colours, so that what stays the same costs nothing."""
    from PIL import Image  # type: ignore[import-not-found]

    shots = [Image.open(name).convert("RGB") for name in names]
    counts: Counter[tuple[int, int, int]] = Counter()
    for shot in shots:
        counts.update({colour: count for count, colour in shot.getcolors(shot.width * shot.height)})
    table: list[tuple[int, int, int]] = []
    for colour in sorted(counts, key=lambda one: (-counts[one], one)):
        if len(table) < COLOURS and all(
            max(abs(a - b) for a, b in zip(colour, one, strict=True)) > NEAR for one in table
        ):
            table.append(colour)
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in table for value in colour] + [*table[0]] * (256 - len(table)))
    flat = [shot.quantize(palette=palette, dither=Image.Dither.NONE) for shot in shots]
    flat[0].save(target, save_all=True, append_images=flat[1:], duration=[round(1000 * one) for one in seconds], loop=0)


def main() -> int:
    """Take the film into `demo.gif`."""
    target = HERE / "demo.gif"
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "desk.db"
        demo.seed(path, take.AT, data_folder())
        frames = asyncio.run(_walk("maya", REP, path)) + asyncio.run(_walk("nora", MANAGER, path))
        folder = Path(os.environ.get("SHOTS", place))
        names = []
        for number, (svg, step) in enumerate(frames):
            name = folder / f"{number:02}.svg"
            name.write_text(svg, encoding="utf-8")
            key = f"<kbd>{html.escape(step.shown)}</kbd>" if step.shown else ""
            # Without a size of its own a picture fills the window, which is a part of a pixel wider.
            ((width, height),) = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
            style = f"{STYLE}svg{{width:{width}px;height:{height}px}}"
            take.render(name, f"<p>{key}{html.escape(step.told)}</p>", style, 56, SCALE)
            names.append(name.with_suffix(".png"))
        _pack(names, [step.seconds for _, step in frames], target)
    print(f"{target}: {len(names)} frames, {target.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
