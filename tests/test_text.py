"""Text from outside made safe: nothing hostile stays, nothing human is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sdrdesk.text import clean, fold, is_clean

ESC = "\x1b"
HOSTILE = {
    # What arrives: what is kept.
    f"A{ESC}]52;c;TEVBSw=={ESC}\\B": "AB",
    f"A{ESC}]52;c;TEVBSw==\x07B": "AB",
    f"A{ESC}]52;c;TEVBSw==": "A",
    f"A{ESC}[2;7JB": "AB",
    f"A{ESC}[16nB": "AB",
    f"A{ESC}[?1049hB": "AB",
    f"A{ESC}]8;;http://evil.example{ESC}\\clickB": "AclickB",
    f"A{ESC}]0;PWNED{ESC}\\B": "AB",
    f"A{ESC}P+q544e{ESC}\\B": "AB",
    f"A{ESC}_app{ESC}\\B": "AB",
    f"A{ESC}cB": "AcB",
    "A\x9b2;7JB": "AB",
    "A\x9d52;c;TEVBSw==\x9cB": "AB",
    "A\x90payload\x9cB": "AB",
    "A\x0eB": "AB",
    "A\x00B": "AB",
    "A\x07\x08\rB": "A B",
    "A\x7fB": "AB",
    "A\u202eevil\u2066B": "AevilB",
    "A\u200b\ufeffB": "AB",
    "A\tb\nc\vd\u2028eB": "A b cdeB",
    "A\ud800B": "AB",
    "A\U000e0041\U000e007fB": "AB",
    "A\u00adB": "AB",
    f"{ESC}{ESC}[31mA{ESC}": "A",
    f"A{ESC}\u200b[31mB": "A[31mB",
}
LITERAL = (
    "A[red]x[/]B",
    "A[@click=app.pwn]x[/]B",
    "A[link=http://evil.example]x[/link]B",
    "A[B",
    "A[/]B",
    "A[bold B",
    "A[1]B [x] [Acme Ltd] [12:30]",
    "=HYPERLINK(1)",
    "'; DROP TABLE lead; --",
    "100 % {page} \\n $HOME `id`",
)
HUMAN = (
    "Zoë Ångström-O'Neill",
    "Łukasz Żółć",
    "Nguyễn Thị Ánh",
    "Αλέξανδρος",
    "Дмитрий Ильин",
    "山田 太郎",
    "김민수",
    "محمد عبد الله",
    "דָּוִד",
    "अनुष्का शर्मा",
    "ක්‍රිශාන්",
    "สมชาย ใจดี",
    "👩‍💻 Grace 🏳️‍🌈 👍🏽 🇩🇪 ❤️",
)


@pytest.mark.parametrize(("value", "kept"), HOSTILE.items())
def test_nothing_hostile_stays(value: str, kept: str) -> None:
    """No escape sequence, control, or invisible character comes in with a name."""
    got = clean(value)

    assert got == kept
    assert is_clean(got)
    assert not is_clean(value)


@pytest.mark.parametrize("value", [*LITERAL, *(unicodedata.normalize("NFC", one) for one in HUMAN)])
def test_nothing_human_is_lost(value: str) -> None:
    """Names of every script, emoji and things that only look like markup stay as they are."""
    assert clean(value) == value
    assert clean(value, multiline=True) == value


@given(value=st.text(st.characters()), multiline=st.booleans())
@example(value="e\u200b\u0301", multiline=False)
@example(value="\x1b\x1b[[31mm", multiline=False)
@example(value="a\r\u200b\nb", multiline=True)
def test_clean_text_is_left_alone(value: str, multiline: bool) -> None:
    """Cleaning twice is cleaning once, so text that was kept can be typed in again and is the same."""
    once = clean(value, multiline=multiline)

    assert clean(once, multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)
    assert is_clean(once.replace("\n", "") if multiline else once)
    assert multiline or "\n" not in once


@given(value=st.text(st.sampled_from("ab \x1b[]0;m\x9b\x9d\x07\\\u200d\u0301\u202e\n\t"), max_size=30))
def test_no_mixture_of_escapes_gets_through(value: str) -> None:
    """However sequences are cut and nested, what is left can move no cursor."""
    got = clean(value)

    assert is_clean(got)
    assert "\x1b" not in got


def test_a_note_keeps_its_lines() -> None:
    """A note of several lines stays one, whatever ended the lines."""
    assert clean("one\r\ntwo\rthree\n\n\x1b[2Jfour\n", multiline=True) == "one\ntwo\nthree\n\nfour"
    assert clean("one\r\ntwo\rthree\n") == "one two three"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë  O'Neill", "ZOE O NEILL"),
        ("STRASSE", "straße"),
        ("Ａｃｍｅ", "acme"),
        ("𝐀nna", "Anna"),
        ("Acme, Inc.", "acme inc"),
        ("İzmir", "izmir"),
        ("ǅ", "dž"),
        ("", " - "),
    ],
)
def test_names_that_people_take_for_the_same_fold_to_the_same(one: str, other: str) -> None:
    """Case, accents, width, punctuation and blanks do not matter when names are compared."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize("value", ["山田 太郎", "김민수", "дмитрий", "محمد"])
def test_names_of_every_script_can_be_compared(value: str) -> None:
    """A name without Latin letters does not fold to nothing."""
    assert fold(value) != ""


@given(value=st.text())
def test_a_folded_name_folds_to_itself(value: str) -> None:
    """Folding what was folded changes nothing, so a stored key can be searched with itself."""
    assert fold(fold(value)) == fold(value)
    assert fold(value) == fold(value).strip()


def test_accents_do_not_pile_up_over_other_rows() -> None:
    """A letter keeps four accents, more than any language sets: a hundred would cover the rows around."""
    assert clean("Zoe" + "\u0301" * 100 + "!") == "Zo\u00e9" + "\u0301" * 4 + "!"
    assert clean("Ng\u1ebd\u0323 \u0e17\u0e35\u0e48") == unicodedata.normalize(
        "NFC", "Ng\u1ebd\u0323 \u0e17\u0e35\u0e48"
    )
    assert clean("\u0301" * 500) == "\u0301" * 4
