"""Which reps of the team's table are shown: "jon", "pace < 80", "locked > 0 and away"."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.figures.number_values import TeamRow
from sdrdesk.domain.figures import Rate
from sdrdesk.errors import BadInput
from sdrdesk.text import clean, fold

NUMBERS: dict[str, Callable[[TeamRow], float | None]] = {
    "dials": lambda row: row.funnel.dials,
    "connects": lambda row: row.funnel.connects,
    "connect": lambda row: _percent(row.funnel.connect_rate),
    "talks": lambda row: row.funnel.conversations,
    "booked": lambda row: row.funnel.booked,
    "held": lambda row: row.funnel.held,
    "opps": lambda row: row.funnel.opportunities,
    "speed": lambda row: row.speed,
    "sla": lambda row: _percent(row.in_sla),
    "quota": lambda row: _percent(row.quota),
    "pace": lambda row: None if row.pace <= 0 else 100 * row.quota.part / row.pace,
    "quizzes": lambda row: _percent(row.passes),
    "promises": lambda row: _percent(row.promises),
    "open": lambda row: row.open_leads,
    "locked": lambda row: row.locked,
    "late": lambda row: row.late,
    "month": lambda row: row.month_of_work,
}
"""What can be compared: counts, shares in percent, speed in working minutes. Pace is what was made of it so far."""

ALSO = {
    "conversations": "talks", "opportunities": "opps", "in sla": "sla", "speed to lead": "speed", "passes": "quizzes",
    "connect rate": "connect", "promises kept": "promises", "open leads": "open",
}  # fmt: skip
"""Other words for the same."""

FLAGS: dict[str, Callable[[TeamRow], bool]] = {
    "away": lambda row: row.is_absent,
    "ramp": lambda row: row.is_ramping,
    "behind": lambda row: row.quota.part < row.pace,
    "no mentor": lambda row: not row.mentor,
}
"""What is or is not so."""

SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip

_COMPARED = re.compile(r"([^<>=]+?)\s*(<=|>=|<|>|=)\s*(.*)")
_NUMBER = re.compile(r"\d+(\.\d+)?")


def _percent(rate: Rate) -> float | None:
    return None if rate.share is None else 100 * rate.share


@dataclass(frozen=True, slots=True)
class TeamFilter:
    """Conditions that a rep's row must all meet."""

    said: str
    """As it was typed, tidied; "" lets everybody through."""
    tests: tuple[Callable[[TeamRow], bool], ...] = ()

    def fits(self, row: TeamRow) -> bool:
        """Whether the rep is shown."""
        return all(test(row) for test in self.tests)


def read_filter(text: str) -> TeamFilter:
    """A filter as it was typed: parts joined by "and" or commas; BadInput names what is not understood."""
    parts = [part for part in re.split(r"\s+and\s+|\s*,\s*", clean(text).strip(), flags=re.IGNORECASE) if part]
    return TeamFilter(" and ".join(parts), tuple(_test(part) for part in parts))


def _test(part: str) -> Callable[[TeamRow], bool]:
    found = _COMPARED.fullmatch(part)
    if found is None:
        if flag := FLAGS.get(part.casefold()):
            return flag
        if any(sign in part for sign in "<>="):
            raise BadInput(f'"{part}" compares nothing', "", 'Write it like "pace < 80"')
        return _named(fold(part))
    word, sign, number = found.groups()
    name = ALSO.get(word.casefold(), word.casefold())
    if name not in NUMBERS:
        raise BadInput(f'There is no column "{word}"', "", f"One of: {', '.join(NUMBERS)}")
    number = number.rstrip(" %m")
    if not _NUMBER.fullmatch(number):
        raise BadInput(f'"{found[3]}" is no number', "", f'Write it like "{name} {sign} 80"')
    return _compared(NUMBERS[name], SIGNS[sign], float(number))


def _named(words: str) -> Callable[[TeamRow], bool]:
    return lambda row: words in fold(row.rep.name) or words in row.rep.login


def _compared(
    value: Callable[[TeamRow], float | None], holds: Callable[[float, float], bool], number: float
) -> Callable[[TeamRow], bool]:
    """A figure that was not counted yet meets no condition."""

    def test(row: TeamRow) -> bool:
        found = value(row)
        return found is not None and holds(round(found, 1), number)

    return test
