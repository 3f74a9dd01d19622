"""How the desk looks: a dark, a light and a 16-colour theme, and which of them (or of `looks.py`) a terminal gets.

Every colour that the screens use is a variable here; a widget never names a colour of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

DARK = "desk-dark"
LIGHT = "desk-light"
ANSI = "desk-ansi"
COLOUR_BLIND = "desk-colour-blind"
CONTRAST = "desk-contrast"

NAMED = {"dark": DARK, "light": LIGHT, "colour-blind": COLOUR_BLIND, "contrast": CONTRAST, "ansi": ANSI}
"""The look behind each word of the setting `theme`; "auto" chooses."""

KINDS = {
    "demo_request": "red",
    "pricing_inquiry": "orange",
    "contact_us": "sand",
    "free_trial": "yellow",
    "webinar": "green",
    "case_study": "blue",
    "whitepaper": "lilac",
    "ebook": "lilac",
    "newsletter": "grey",
}
"""The colour of each kind's tag; a kind of a team's own goes by its tier."""

TIERS = ("grey", "red", "yellow", "green", "lilac")
"""The colour of a tier, 0 to 4."""

PROMISE = "pink"
"""The colour of a promised callback."""


def hue(kind: str, tier: int) -> str:
    """The variable that colours a kind of offer: "tag-red"."""
    return f"tag-{KINDS.get(kind) or TIERS[min(max(tier, 0), len(TIERS) - 1)]}"


def _variables(**colours: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in colours.items()}


def dark() -> Theme:
    """Night blue with teal, yellow and red: the look of the design pictures."""
    return Theme(
        name=DARK,
        primary="#94e2d5",
        secondary="#89b4fa",
        accent="#94e2d5",
        warning="#f9e2af",
        error="#ff6b6b",
        success="#94e2d5",
        foreground="#cdd6f4",
        background="#11111b",
        surface="#181825",
        panel="#1e1e2e",
        dark=True,
        variables=_variables(
            desk_text="#cdd6f4",
            desk_soft="#a6adc8",
            desk_dim="#8388a1",
            desk_faint="#45475a",
            desk_track="#313244",
            desk_accent="#94e2d5",
            desk_second="#89b4fa",
            desk_third="#b197fc",
            desk_warn="#f9e2af",
            desk_hot="#ffd43b",
            desk_bad="#ff6b6b",
            desk_cursor="#313244",
            desk_fresh="#1d3330",
            desk_cursor_blurred="#262637",
            desk_tab_text="#11111b",
            desk_tag_text="#11111b",
            tag_red="#ff6b6b",
            tag_orange="#ffa94d",
            tag_sand="#e8c39e",
            tag_yellow="#ffd43b",
            tag_green="#63e6be",
            tag_blue="#74c0fc",
            tag_lilac="#b197fc",
            tag_pink="#f783ac",
            tag_grey="#868e96",
            border="#94e2d5",
            scrollbar="#313244",
            scrollbar_hover="#45475a",
            scrollbar_active="#585b70",
            scrollbar_background="#11111b",
            scrollbar_background_hover="#11111b",
            scrollbar_background_active="#11111b",
            scrollbar_corner_color="#11111b",
            block_cursor_background="#313244",
            block_cursor_foreground="#cdd6f4",
            block_cursor_text_style="bold",
            block_cursor_blurred_background="#262637",
            input_cursor_background="#94e2d5",
            input_cursor_foreground="#11111b",
            input_selection_background="#89b4fa 35%",
        ),
    )


def light() -> Theme:
    """Paper white with deep inks; every text colour has at least 4.5 : 1 on its ground."""
    return Theme(
        name=LIGHT,
        primary="#0b7285",
        secondary="#1864ab",
        accent="#0b7285",
        warning="#7d5000",
        error="#bd2424",
        success="#2b6b3f",
        foreground="#1f2333",
        background="#fbfbfd",
        surface="#f1f3f8",
        panel="#e6e9f2",
        dark=False,
        variables=_variables(
            desk_text="#1f2333",
            desk_soft="#434a63",
            desk_dim="#5b6179",
            desk_faint="#b4bacb",
            desk_track="#d4d9e6",
            desk_accent="#0b7285",
            desk_second="#1864ab",
            desk_third="#6741d9",
            desk_warn="#7d5000",
            desk_hot="#8f4400",
            desk_bad="#bd2424",
            desk_cursor="#d8e3f4",
            desk_fresh="#d5efe8",
            desk_cursor_blurred="#e8ecf5",
            desk_tab_text="#ffffff",
            desk_tag_text="#16182a",
            tag_red="#ff8787",
            tag_orange="#ffb366",
            tag_sand="#e3c9a8",
            tag_yellow="#ffd84d",
            tag_green="#7ee2bd",
            tag_blue="#8cc8f8",
            tag_lilac="#c2adfb",
            tag_pink="#f8a0c0",
            tag_grey="#c3c8d4",
            border="#0b7285",
            scrollbar="#c3c9d9",
            scrollbar_hover="#a3abc2",
            scrollbar_active="#8790ab",
            scrollbar_background="#fbfbfd",
            scrollbar_background_hover="#fbfbfd",
            scrollbar_background_active="#fbfbfd",
            scrollbar_corner_color="#fbfbfd",
            block_cursor_background="#d8e3f4",
            block_cursor_foreground="#1f2333",
            block_cursor_text_style="bold",
            block_cursor_blurred_background="#e8ecf5",
            input_cursor_background="#0b7285",
            input_cursor_foreground="#ffffff",
            input_selection_background="#1864ab 25%",
        ),
    )


def ansi() -> Theme:
    """The terminal's own sixteen colours and its own ground; what it says survives without any colour at all."""
    return Theme(
        name=ANSI,
        ansi=True,
        primary="ansi_cyan",
        secondary="ansi_blue",
        accent="ansi_cyan",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        variables=_variables(
            desk_text="ansi_default",
            desk_soft="ansi_default",
            desk_dim="ansi_default",
            desk_faint="ansi_default",
            desk_track="ansi_bright_black",
            desk_accent="ansi_cyan",
            desk_second="ansi_blue",
            desk_third="ansi_magenta",
            desk_warn="ansi_yellow",
            desk_hot="ansi_yellow",
            desk_bad="ansi_red",
            desk_cursor="ansi_default",
            desk_fresh="ansi_default",
            desk_cursor_blurred="ansi_default",
            desk_tab_text="ansi_black",
            desk_tag_text="ansi_black",
            tag_red="ansi_red",
            tag_orange="ansi_yellow",
            tag_sand="ansi_white",
            tag_yellow="ansi_yellow",
            tag_green="ansi_green",
            tag_blue="ansi_blue",
            tag_lilac="ansi_magenta",
            tag_pink="ansi_magenta",
            tag_grey="ansi_white",
            border="ansi_cyan",
            border_blurred="ansi_white",
            ansi_background="ansi_black",
            ansi_foreground="ansi_white",
            block_cursor_foreground="ansi_black",
            block_cursor_background="ansi_white",
            input_cursor_background="ansi_white",
            input_cursor_foreground="ansi_black",
            input_cursor_text_style="reverse",
            input_selection_background="ansi_bright_blue",
            input_selection_foreground="ansi_black",
            screen_selection_background="ansi_bright_blue",
            screen_selection_foreground="ansi_black",
        ),
    )


def all_looks() -> tuple[Theme, ...]:
    """Every theme."""
    from sdrdesk.tui.looks import colour_blind, contrast

    return (dark(), light(), colour_blind(), contrast(), ansi())


def first_looks(chosen: str) -> tuple[Theme, ...]:
    """The themes a first paint may need; all of them only for who has chosen one that few do."""
    return all_looks() if chosen in (COLOUR_BLIND, CONTRAST) else (dark(), light(), ansi())


def next_look(look: str) -> str:
    """The look after this one, round and round; sixteen colours stay what they are."""
    looks = [one for one in NAMED.values() if one != ANSI]
    return look if look == ANSI else looks[(looks.index(look) + 1) % len(looks)]


def choose(wanted: str, environ: Mapping[str, str], colours: str | None) -> str:
    """The theme for a terminal.

    Args:
        wanted: The setting: a name or "auto". Only NO_COLOR is stronger than a look that was named.
        environ: Where NO_COLOR is looked for; an empty one counts as unset, as no-color.org has it.
        colours: What the terminal can show: "truecolor", "256", "standard", "windows" or None where unknown.
    """
    is_poor = colours in ("standard", "windows")
    if environ.get("NO_COLOR"):
        return ANSI
    # What the last two promise does not hold once a terminal has rounded them to its sixteen.
    if wanted in NAMED and not (is_poor and NAMED[wanted] in (COLOUR_BLIND, CONTRAST)):
        return NAMED[wanted]
    return ANSI if is_poor else DARK
