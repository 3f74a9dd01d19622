"""Spans and windows as a playbook writes them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.span import Span, SpanUnit, Window

SPANS = {
    "now": Span(0, SpanUnit.NOW),
    "Never": Span(0, SpanUnit.NEVER),
    "5 min": Span(5, SpanUnit.MINUTES),
    "1 minute": Span(1, SpanUnit.MINUTES),
    "30minutes": Span(30, SpanUnit.MINUTES),
    "24 h": Span(24, SpanUnit.HOURS),
    "1 hour": Span(1, SpanUnit.HOURS),
    "2 days": Span(2, SpanUnit.DAYS),
    "1 day": Span(1, SpanUnit.DAYS),
    "4 working  hours": Span(4, SpanUnit.WORKING_HOURS),
    " 1 working day ": Span(1, SpanUnit.WORKING_DAYS),
}


@pytest.mark.parametrize("text", SPANS)
def test_reads_a_span_as_a_team_says_it(text: str) -> None:
    """Singular, plural, blanks and case do not matter."""
    assert Span.parse(text) == SPANS[text]


@pytest.mark.parametrize("text", ["", "5", "min", "-5 min", "1.5 h", "12345 min", "2 weeks", "now 5 min", "5 min\x00"])
def test_refuses_what_is_no_span(text: str) -> None:
    """The refusal shows what would be right."""
    with pytest.raises(ValueError, match="is not a span: write"):
        Span.parse(text)


@given(st.integers(0, 9999), st.sampled_from([unit for unit in SpanUnit if unit not in ("now", "never")]))
def test_a_span_reads_back_as_written(amount: int, unit: SpanUnit) -> None:
    """A playbook can be written out and read again."""
    span = Span(amount, unit)

    assert Span.parse(str(span)) == span


@pytest.mark.parametrize(
    ("span", "text"),
    [(Span(1, SpanUnit.DAYS), "1 day"), (Span(2, SpanUnit.WORKING_DAYS), "2 working days"), (SPANS["now"], "now")],
)
def test_a_span_is_written_as_people_say_it(span: Span, text: str) -> None:
    """One day is not "1 days"."""
    assert str(span) == text


@given(st.times(), st.times())
def test_a_window_reads_back_as_written(first: time, last: time) -> None:
    """Windows are whole minutes and survive being written."""
    opens, closes = sorted(moment.replace(second=0, microsecond=0) for moment in (first, last))
    window = Window(opens, closes)

    assert str(Window.parse(str(window))) == str(window)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "08:00",
        "8-18",
        "24:00-25:00",
        "08:00-18:00-19:00",
        "T8:00-18:00",
        "08:00+01:00-18:00",
        "08:00:30-18:00",
        "18:00-08:00",
        "08:00-08:00",
    ],
)
def test_refuses_what_is_no_window(text: str) -> None:
    """Zones, seconds, night shifts and halves of windows are refused, never half understood."""
    with pytest.raises(ValueError, match=r"is not a window|closes before it opens"):
        Window.parse(text)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("08:00-18:00", "9:00-21:00", "09:00-18:00"),
        ("08:00-12:00", "12:00-18:00", "closed"),
        ("closed", "08:00-18:00", "closed"),
        ("13:30-21:00", "08:00-18:00", "13:30-18:00"),
    ],
)
def test_two_windows_are_open_where_both_are(one: str, other: str, both: str) -> None:
    """Manners and the law both count."""
    assert str(Window.parse(one).both(Window.parse(other))) == both
    assert str(Window.parse(other).both(Window.parse(one))) == both
