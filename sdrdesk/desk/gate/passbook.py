"""The book of passes: what each rep's passes are worth now, the same for the queue, the library and the matrix."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.domain import passes
from sdrdesk.domain.hours import zone
from sdrdesk.domain.passes import Attempt, Expired, Grace, PassState, QuizRules, Valid
from sdrdesk.store import compiled
from sdrdesk.store.sql import maybe, moment
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.gate import Passes
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.store.store import Row, Unit

LONG_AGO = datetime.min.replace(tzinfo=UTC)
"""Stands for the end of a pass that ran out, so that no clock makes it good again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassView:
    """What a rep's passes on one offer are worth now."""

    code: str = "missing"
    """"valid", "grace" (an older version, for a while), "expired" or "missing"."""
    words: str = "Not passed yet"
    until: datetime | None = None
    """When it stops counting; None for never, or where it counts no more."""
    version: int = 0
    """The version that was passed; 0 for none."""
    passed_at: datetime | None = None

    @property
    def is_good(self) -> bool:
        """Whether it unlocks leads."""
        return self.code in ("valid", "grace")


NO_PASS = PassView()


def of_rep(
    unit: Unit, playbook: Playbook, rep_id: str, now: datetime, zone_name: str = "UTC", offer: str = ""
) -> dict[str, PassView]:
    """What a rep's passes are worth, by offer; only that on `offer` if one is named."""
    rows = unit.all(compiled.PASSES_ON, rep=rep_id, offer=offer) if offer else unit.all(compiled.PASSES, rep=rep_id)
    return _by_rep(rows, playbook, now, zone_name).get(rep_id, {})


def of_team(unit: Unit, playbook: Playbook, now: datetime, zone_name: str = "UTC") -> dict[str, dict[str, PassView]]:
    """What everybody's passes are worth, by rep id and offer."""
    return _by_rep(unit.all(compiled.TEAM_PASSES), playbook, now, zone_name)


def ends(views: dict[str, PassView]) -> Passes:
    """Passes with the end of each, as the gate reads them."""
    return {offer: view.until if view.is_good else LONG_AGO for offer, view in views.items()}


def _by_rep(rows: Iterable[Row], playbook: Playbook, now: datetime, zone_name: str) -> dict[str, dict[str, PassView]]:
    rules = QuizRules.of(playbook.quiz)
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row[0], row[1]), []).append(row)
    found: dict[str, dict[str, PassView]] = {}
    for (rep_id, offer), group in grouped.items():
        found.setdefault(rep_id, {})[offer] = _view(group, rules, now, zone_name)
    return found


def _view(rows: list[Row], rules: QuizRules, now: datetime, zone_name: str) -> PassView:
    """What one rep's passes on one offer are worth."""
    attempts, known, lasts = _read(tuple(rows), rules)
    _, _, version, _, _, current, _, _ = rows[-1]
    state = passes.pass_state(attempts, current, known, now, lasts)
    return replace(_worded(state, version, current, zone_name), version=version, passed_at=attempts[-1].finished_at)


@lru_cache(maxsize=2048)
def _read(rows: tuple[Row, ...], rules: QuizRules) -> tuple[list[Attempt], dict[int, datetime], QuizRules]:
    """One rep's passes on one offer, oldest version first: each, since when versions are out, and how long the last is.

    Each pass lasts as long as the rep was told when it was earned, whatever the playbook says since. Remembered: every
    screen and every call asks, and hardly ever has anything changed. There is room for a team of hundreds: a manager's
    screen asks for all of them in turn, and with less room would find none of them again.
    """
    attempts = [
        Attempt(version=row[2], started_at=moment(row[3]), finished_at=moment(row[3]), passed=True) for row in rows
    ]
    _, _, version, passed_at, valid_until, current, changed_at, replaced_at = rows[-1]
    end, start = maybe(valid_until), moment(passed_at)
    known = {current: moment(changed_at)}
    if replaced_at is not None:
        known[version + 1] = moment(replaced_at)
    return attempts, known, replace(rules, valid_for=end - start if end else None)


def _worded(state: PassState, version: int, current: int, zone_name: str) -> PassView:
    match state:
        case Valid(until=None):
            return PassView(code="valid", words="Passed")
        case Valid(until=until) if until is not None:
            return PassView(code="valid", words=f"Passed, good until {_day(until, zone_name)}", until=until)
        case Grace(until=until):
            words = f"Passed version {version}, good until {_day(until, zone_name)}; version {current} is out"
            return PassView(code="grace", words=words, until=until)
        case Expired(reason=reason):
            return PassView(code="expired", words=f"Run out: {reason[:1].lower()}{reason[1:]}")
    return NO_PASS


def _day(at: datetime, zone_name: str) -> str:
    local = at.astimezone(zone(zone_name))
    return f"{local.day} {local:%b %Y}"
