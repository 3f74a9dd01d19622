"""Takes the pictures: drives the demo's desk at a fixed moment, one SVG for each screen, and the documents' as PNG.

    python screenshots/take.py [NAME ...]

PNGs need Chromium and its fonts (apt-get install chromium fonts-firacode fonts-noto-color-emoji fonts-noto-cjk);
without it only the SVGs are written.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))
os.environ.update(TEXTUAL_ANIMATIONS="none", LC_ALL="C.UTF-8", COLORTERM="truecolor")
os.environ.pop("NO_COLOR", None)

from screenshots.gate_walks import GATE  # noqa: E402
from screenshots.number_walks import NUMBERS  # noqa: E402
from screenshots.pace_walks import PACE  # noqa: E402
from screenshots.touch_walks import TOUCHES  # noqa: E402
from sdrdesk.build import data_folder, open_desk  # noqa: E402
from sdrdesk.clock import FixedClock  # noqa: E402
from sdrdesk.desk.demo import demo  # noqa: E402
from sdrdesk.settings import Settings  # noqa: E402
from sdrdesk.tui.app import SdrDesk  # noqa: E402
from tests.tui.robot import Robot, opened, settled  # noqa: E402

Walk = Callable[[Robot], Awaitable[None]]

AT = datetime(2026, 11, 24, 16, 42, tzinfo=UTC)
"""Tuesday, 11:42 in New York: the demo's team in the middle of its morning."""

WIDE, MIDDLE, SMALL = (160, 45), (120, 36), (80, 24)


@dataclass(frozen=True)
class Picture:
    """One picture: how the rep gets there, on which screen, in which colours."""

    name: str
    walk: Walk
    size: tuple[int, int] = WIDE
    theme: str = "dark"
    login: str = "maya"


async def _queue(robot: Robot) -> None:
    await robot.press("j", "j")


async def _call(robot: Robot) -> None:
    await robot.press("j", "j", "enter")
    await robot.press("1")


async def _call_back(robot: Robot) -> None:
    await robot.press("j", "j", "enter")
    await robot.wait(0.35)
    await robot.press("f", *"next tue 9am")
    await robot.wait(0.3)


async def _logged(robot: Robot) -> None:
    await robot.press("j", "enter")
    await robot.wait(0.35)
    await robot.press("n")


async def _brief(robot: Robot) -> None:
    await robot.press("j", "j", "space")


async def _waiting(robot: Robot) -> None:
    await robot.press("l")


async def _search(robot: Robot) -> None:
    await robot.press("slash", *"an")
    await robot.wait(0.3)


async def _help(robot: Robot) -> None:
    await robot.press("question_mark")


async def _locked(robot: Robot) -> None:
    await robot.press("l", "l")


PICTURES = (
    Picture("queue", _queue),
    Picture("queue-light", _queue, theme="light"),
    Picture("queue-colour-blind", _queue, theme="colour-blind"),
    Picture("queue-contrast", _queue, theme="contrast"),
    Picture("queue-120", _queue, MIDDLE),
    Picture("compact", _queue, SMALL),
    Picture("call", _call),
    Picture("call-compact", _call, SMALL),
    Picture("call-back", _call_back, MIDDLE),
    Picture("logged", _logged),
    Picture("brief", _brief, MIDDLE),
    Picture("waiting", _waiting, MIDDLE),
    Picture("locked", _locked, MIDDLE),
    Picture("search", _search, MIDDLE),
    Picture("keys", _help, MIDDLE),
    Picture("ansi", _queue, SMALL, "ansi"),
    *(Picture(*one) for one in NUMBERS),
    *(Picture(*one) for one in GATE),
    *(Picture(*one) for one in TOUCHES),
    *(Picture(*one) for one in PACE),
)


async def take(picture: Picture, template: Path, folder: Path) -> Path:
    """Walk there and write the SVG."""
    path = Path(tempfile.mkdtemp()) / "desk.db"
    os.environ["XDG_STATE_HOME"] = str(path.parent)  # nobody's drafts, and none of the picture before
    for ending in ("", ".keys"):  # the desk, and the key of its suppression lists
        shutil.copy(f"{template}{ending}", f"{path}{ending}")
    desk = open_desk(path, FixedClock(AT), picture.login)
    app = SdrDesk(desk, Settings(theme=picture.theme, dial_command="none"), desk.queue.board())
    async with app.run_test(size=picture.size, notifications=True) as pilot:
        robot = Robot(pilot)
        await opened(pilot)
        robot.call.clock = lambda: 0.0
        await picture.walk(robot)
        await settled(pilot)
        svg = app.export_screenshot(title="sdrdesk")
    desk.close()
    target = folder / f"{picture.name}.svg"
    # Rich names its classes after a random id; the same screen must give the same file.
    target.write_text(re.sub(r"terminal-\d+", "terminal-sdrdesk", svg), encoding="utf-8")
    return target


def render(svg: Path, below: str = "", style: str = "", more: int = 0, scale: float = 1) -> None:
    """The PNG beside the SVG, by Chromium: the only renderer that gets every name right (TEXTUAL.md section 3).

    `below` is HTML that stands below the picture, `more` pixels high.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return
    text = re.sub(r"@font-face\s*\{[^}]*\}", "", svg.read_text(encoding="utf-8"))
    text = text.replace("Fira Code", "Fira Code, Noto Sans Mono CJK JP")
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    width, height = (int(float(side)) + 1 for side in box.groups()) if box else (1500, 900)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        rules = f"<style>body{{margin:0;background:#0000}}svg{{display:block}}{style}</style>"
        page.write_text(f"<!doctype html><meta charset=utf-8>{rules}{text}{below}", encoding="utf-8")
        subprocess.run(
            [
                chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--default-background-color=00000000", f"--force-device-scale-factor={scale}",
                f"--window-size={width},{height + more}",
                f"--screenshot={svg.with_suffix('.png')}", str(page),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip


def main(names: list[str]) -> int:
    """Take the pictures that are named, or all."""
    folder = Path(os.environ.get("SHOTS", HERE))
    folder.mkdir(parents=True, exist_ok=True)
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "README.md", *ROOT.glob("docs/*.md")))
    with tempfile.TemporaryDirectory() as place:
        template = Path(place) / "desk.db"
        demo.seed(template, AT, data_folder())
        for picture in PICTURES:
            if not names or picture.name in names:
                svg = asyncio.run(take(picture, template, folder))
                # A PNG is large: those that a document shows are kept; SHOTS takes all of them elsewhere, to look at.
                if folder != HERE or f"screenshots/{picture.name}.png" in pages:
                    render(svg)
                print(svg)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
