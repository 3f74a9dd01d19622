"""Two looks for eyes that need another: blue and orange for the colour-blind, and one of high contrast.

Both are dark, and both are held to numbers by tests/tui/test_looks.py: contrast of every ink, and how far apart the
colours of a state stay for eyes without red, green or blue.
"""

from __future__ import annotations

from textual.theme import Theme

from sdrdesk.tui.themes import COLOUR_BLIND, CONTRAST


def _look(name: str, **colours: str) -> Theme:
    """A dark theme from its inks and grounds; what Textual wants besides follows from them.

    Args:
        name: The theme's.
        colours: Every `desk_` and `tag_` variable, and the three grounds: background, surface and panel.
    """
    ground, accent, text = colours["background"], colours["desk_accent"], colours["desk_text"]
    surface, panel = colours["surface"], colours["panel"]
    variables = {key.replace("_", "-"): value for key, value in colours.items() if "_" in key}
    bars = {"": "desk_track", "-hover": "desk_faint", "-active": "desk_dim"}
    variables |= {f"scrollbar{state}": colours[key] for state, key in bars.items()}
    variables |= {f"scrollbar-background{state}": ground for state in bars}
    variables |= {
        "scrollbar-corner-color": ground,
        "border": accent,
        "block-cursor-background": colours["desk_cursor"],
        "block-cursor-foreground": text,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": colours["desk_cursor_blurred"],
        "input-cursor-background": accent,
        "input-cursor-foreground": ground,
        "input-selection-background": f"{colours['desk_second']} 35%",
    }
    return Theme(
        name=name, primary=accent, secondary=colours["desk_second"], accent=accent, warning=colours["desk_warn"],
        error=colours["desk_bad"], success=accent, foreground=text, dark=True, background=ground, surface=surface,
        panel=panel, variables=variables,
    )  # fmt: skip


def colour_blind() -> Theme:
    """Blue is well, yellow is soon, orange is late: colours that no kind of colour blindness brings near each other."""
    return _look(
        COLOUR_BLIND,
        background="#0f1218",
        surface="#161a22",
        panel="#1e2430",
        desk_text="#e6e9ef",
        desk_soft="#bcc4d2",
        desk_dim="#949db0",
        desk_faint="#454d5e",
        desk_track="#2f3746",
        desk_accent="#4aa8ff",
        desk_second="#c3d4ee",
        desk_third="#d9923f",
        desk_warn="#f7df80",
        desk_hot="#f7df80",
        desk_bad="#ff7a1a",
        desk_cursor="#2c3446",
        desk_fresh="#17304a",
        desk_cursor_blurred="#242b39",
        desk_tab_text="#0f1218",
        desk_tag_text="#0f1218",
        tag_red="#ff7a1a",
        tag_orange="#ffb871",
        tag_sand="#e0cfb8",
        tag_yellow="#ffd866",
        tag_green="#8cc9ff",
        tag_blue="#4aa8ff",
        tag_lilac="#b9c8de",
        tag_pink="#f4e9a8",
        tag_grey="#949db0",
    )


def contrast() -> Theme:
    """White, yellow and cyan on black: every ink has at least 7 : 1 on each ground it stands on."""
    return _look(
        CONTRAST,
        background="#000000",
        surface="#0a0a0a",
        panel="#141414",
        desk_text="#ffffff",
        desk_soft="#eeeeee",
        desk_dim="#d2d2d2",
        desk_faint="#8a8a8a",
        desk_track="#6a6a6a",
        desk_accent="#5cf2ff",
        desk_second="#a8ccff",
        desk_third="#e3b8ff",
        desk_warn="#ffff5c",
        desk_hot="#ffd24d",
        desk_bad="#ffa3a3",
        desk_cursor="#002c52",
        desk_fresh="#003322",
        desk_cursor_blurred="#1f1f1f",
        desk_tab_text="#000000",
        desk_tag_text="#000000",
        tag_red="#ffa3a3",
        tag_orange="#ffb870",
        tag_sand="#f0dcc0",
        tag_yellow="#ffff5c",
        tag_green="#8dffb0",
        tag_blue="#a8ccff",
        tag_lilac="#e3b8ff",
        tag_pink="#ffb3d9",
        tag_grey="#d2d2d2",
    )
