"""What reps commit to for a day: their own unless they share it, and counted from the log where it can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.calls.logbook import day_of
from sdrdesk.desk.focus import focusing
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import commitment as rules
from sdrdesk.domain.aims import goals_on
from sdrdesk.domain.commitment import Commitment, What
from sdrdesk.domain.hours import zone
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.policy import Action
from sdrdesk.domain.ranges import works
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput, NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled
from sdrdesk.store.sql import day, moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import clean, fold


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentView:
    """A commitment, and how it stands."""

    commitment: Commitment
    rep: str
    """Whose it is."""
    made: int
    """How much of it was done in time; 0 where nobody can count it."""
    kept: bool | None
    """None while it is open, or where the viewer may not see what was done."""
    counted: str
    """How it is counted, in words; "" for one that the rep is asked about."""


class Commitments:
    """What the rep in the seat commits to, and what colleagues share."""

    def __init__(self, seat: Seat) -> None:
        """Look after the commitments of `seat`."""
        self._seat = seat

    # --- one's own ----------------------------------------------------------------------------------------------------

    def make(self, words: str, *, is_shared: bool = False) -> CommitmentView:
        """Commit to something for today, in place of what was committed to before, unless that is decided."""
        said = checked(words)
        now, rep = self._seat.clock.now(), self._seat.rep
        today = day_of(self._seat, now)
        with self._seat.store.writing() as unit:
            if (before := self._today(unit, today)) and before.kept is not None:
                how = "kept" if before.kept else "not kept"
                raise Refused(f'"{before.commitment.words}" was {how}', "There is one for each day", code="decided")
            read = rules.read(said)
            offer = self._offer(unit, read.which) if read.what is What.QUIZ else ""
            what = What.OWN if read.what is What.QUIZ and not offer else read.what
            unit.seen_by_all()
            unit.run(compiled.DROP_COMMITMENT, rep=rep.id, day=today)
            unit.run(
                compiled.ADD_COMMITMENT, id=new_id(now), rep_id=rep.id, day=today, at=now, words=said,
                what=what.value, aim=read.aim, by_minute=read.by_minute, offer=offer, is_shared=is_shared, told=None,
            )  # fmt: skip
            made = self._today(unit, today)
            # What is refused here leaves nothing behind, and what was committed to before stands.
            if made is None or made.kept is False:
                raise Refused("That hour is over already", "Name a later one", code="too_late")
            if made.kept:
                raise Refused("That is done already", "Commit to something that is still ahead", code="done")
        return made

    def drop(self) -> None:
        """Commit to nothing today after all."""
        with self._seat.store.writing() as unit:
            unit.seen_by_all()
            unit.run(compiled.DROP_COMMITMENT, rep=self._seat.rep.id, day=day_of(self._seat, self._seat.clock.now()))

    def share(self, *, is_shared: bool) -> CommitmentView:
        """Show today's commitment to the team, or keep it to oneself again."""
        return self._change(lambda one: (is_shared, one.told))

    def tell(self, *, was_kept: bool) -> CommitmentView:
        """Say whether today's was kept, where nobody can count it."""

        def told(one: Commitment) -> tuple[bool, bool | None]:
            if one.what is not What.OWN:
                raise Refused("That one is counted from the log", "Nobody says whether it was kept", code="counted")
            return one.is_shared, was_kept

        return self._change(told)

    def mine(self) -> CommitmentView | None:
        """Today's; None without one."""
        with self._seat.store.reading() as unit:
            return self._today(unit, day_of(self._seat, self._seat.clock.now()))

    def streak(self) -> int:
        """Working days in a row, up to yesterday or today, on which it was kept."""
        with self._seat.store.reading() as unit:
            return streak_in(self._seat, unit, self._seat.clock.now())

    def ideas(self) -> tuple[str, ...]:
        """What could be committed to today: from the day's goals, and a quiz that still locks leads."""
        from sdrdesk.desk.gate import passbook
        from sdrdesk.desk.gate.library import locked_costs
        from sdrdesk.desk.queue import read_aim

        seat = self._seat
        with seat.store.reading() as unit:
            set_by_hand = [read_aim(row) for row in unit.all(compiled.AIMS_OF, rep=seat.rep.id)]
            costs = locked_costs(
                seat, unit, passbook.of_rep(unit, seat.playbook, seat.rep.id, seat.clock.now(), seat.rep.zone)
            )
            now, today = seat.clock.now(), day_of(seat, seat.clock.now())
            row = unit.first(compiled.REP_DAY, rep=seat.rep.id, day=today, limit=1)
        made = row if row and day(row[0]) == today else (today, 0, 0, 0, 0)
        goals = goals_on(seat.playbook, set_by_hand, today)
        local = now.astimezone(zone(seat.rep.zone))
        found = []
        if local.hour * 60 + local.minute < rules.NOON and made[1] < goals.dials // 2:
            found.append(f"{goals.dials // 2} dials before lunch")
        for aim, done, noun in (
            (goals.dials, made[1], "dial"), (goals.conversations, made[3], "conversation"),
            (goals.meetings, made[4], "meeting"),
        ):  # fmt: skip
            found += [plural(aim, noun)] if done < aim else []
        dearest = max(costs, key=lambda key: (costs[key].leads, key), default="")
        if dearest:
            found.append(f"Pass the {dearest.replace('-', ' ')} quiz"[: rules.LONGEST])
        return tuple(found)

    # --- the team's ---------------------------------------------------------------------------------------------------

    def shared(self) -> tuple[CommitmentView, ...]:
        """What is shared for today; whether it was kept sees only who sees the figures of whoever shared it."""
        with self._seat.store.reading() as unit:
            return shared_in(self._seat, unit, self._seat.clock.now())

    # --- inside a transaction -----------------------------------------------------------------------------------------

    def _today(self, unit: Unit, today: date) -> CommitmentView | None:
        return today_in(self._seat, unit, self._seat.clock.now(), today)

    def _change(self, change: Callable[[Commitment], tuple[bool, bool | None]]) -> CommitmentView:
        today = day_of(self._seat, self._seat.clock.now())
        with self._seat.store.writing() as unit:
            before = self._today(unit, today)
            if before is None:
                raise NotFound("There is no commitment for today", "", 'Make one: sdrdesk commit "20 dials"')
            is_shared, told = change(before.commitment)
            unit.seen_by_all()
            unit.run(
                compiled.CHANGE_COMMITMENT, of_commitment=before.commitment.id, rep=self._seat.rep.id,
                set_is_shared=is_shared, set_told=told,
            )  # fmt: skip
            after = self._today(unit, today)
        return after or before

    def _offer(self, unit: Unit, which: str) -> str:
        """The gated offer that words mean; "" where that is not sure."""
        wanted = [word for word in re.split(r"\W+", fold(which)) if word not in ("the", "our", "")]
        offers = [row for row in unit.all(compiled.OFFERS) if self._seat.playbook.offers[row[2]].gated]
        named = [row[0] for row in offers if wanted and all(one in fold(f"{row[0]} {row[1]}") for one in wanted)]
        return named[0] if len(named) == 1 else ""


def checked(words: str) -> str:
    """What a rep writes of a day: short, and without anybody's address or number."""
    said = clean(words)
    if not said:
        raise BadInput("What do you commit to?", "", 'For example: "20 dials before lunch"')
    if len(said) > rules.LONGEST:
        raise BadInput("That is too long", f"{len(said)} letters", f"{rules.LONGEST} at most")
    if rules.names_somebody(said):
        raise BadInput("No addresses or numbers of people here", "", "They belong to the lead: a note is kept there")
    return said


def read_row(row: Row) -> Commitment:
    """A row of the commitments' statements as a value."""
    return Commitment(
        id=row[0],
        rep_id=row[1],
        day=day(row[2]),
        words=row[3],
        what=What(row[4]),
        aim=row[5],
        by_minute=row[6],
        offer=row[7],
        is_shared=bool(row[8]),
        told=None if row[9] is None else bool(row[9]),
    )


def today_in(seat: Seat, unit: Unit, now: datetime, today: date) -> CommitmentView | None:
    """The rep's own commitment of a day, and how it stands."""
    row = unit.first(compiled.COMMITMENTS_OF, rep=seat.rep.id, first=today, last=today)
    return view(unit, seat.rep, read_row(row), now) if row else None


def view(unit: Unit, rep: Rep, one: Commitment, now: datetime) -> CommitmentView:
    """A commitment, and how it stands by the log."""
    since, until = _bounds(one.day, one.day, rep.zone)
    calls = focusing.calls_between(unit, rep.id, since, until) if one.what not in (What.OWN, What.QUIZ) else ()
    passed = _passed(unit, rep.id, since, until) if one.what is What.QUIZ else ()
    made = rules.made(one, rep.zone, calls, passed)
    titles = {row[0]: row[1] for row in unit.all(compiled.OFFERS)} if one.offer else {}
    return CommitmentView(
        commitment=one, rep=rep.name, made=made, kept=one.kept(made, now, rep.zone), counted=counted(one, titles)
    )


def streak_in(seat: Seat, unit: Unit, now: datetime) -> int:
    """Working days in a row on which the rep kept a commitment."""
    rep, today = seat.rep, day_of(seat, now)
    first = today - timedelta(days=rules.STREAK_DAYS)
    found = [read_row(row) for row in unit.all(compiled.COMMITMENTS_OF, rep=rep.id, first=first, last=today)]
    if not found:
        return 0
    since, until = _bounds(min(one.day for one in found), today, rep.zone)
    calls, passed = focusing.calls_between(unit, rep.id, since, until), _passed(unit, rep.id, since, until)
    kept = {one.day: one.kept(rules.made(one, rep.zone, calls, passed), now, rep.zone) for one in found}
    away = [
        (day(row[2]), min(day(row[3]), moment(row[4]).astimezone(zone(rep.zone)).date() - timedelta(days=1)))
        if row[4]
        else (day(row[2]), day(row[3]))
        for row in unit.all(compiled.ABSENCES)
        if row[1] == rep.id
    ]

    def rests(one: date) -> bool:
        return not works(seat.rules.calendar, one) or any(start <= one <= end for start, end in away)

    return rules.streak(kept, rests, today)


def counted(one: Commitment, titles: dict[str, str]) -> str:
    """How a commitment is counted, in words; "" where it is not."""
    by = f" before {rules.clock(one.by_minute)}" if one.by_minute is not None else ""
    match one.what:
        case What.OWN:
            return ""
        case What.QUIZ:
            return f"A pass today on {titles.get(one.offer, one.offer)}"
    return f"{plural(one.aim, one.what.value.removesuffix('s'))}{by}"


def shared_in(seat: Seat, unit: Unit, now: datetime) -> tuple[CommitmentView, ...]:
    """What colleagues and oneself have shared for today."""
    reps, found = {rep.id: rep for rep in all_reps(unit, seat.rep.team_name)}, []
    for row in unit.all(compiled.SHARED_COMMITMENTS, day=day_of(seat, now)):
        one = read_row(row)
        rep = reps[one.rep_id]
        is_seen = seat.may(Action.SEE_FIGURES, is_own=rep.id == seat.rep.id)
        found.append(view(unit, rep, one, now) if is_seen else _words_only(rep, one))
    return tuple(found)


def _words_only(rep: Rep, one: Commitment) -> CommitmentView:
    """What a colleague sees: what was said, not what was done."""
    return CommitmentView(commitment=one, rep=rep.name, made=0, kept=None, counted=counted(one, {}))


def _bounds(first: date, last: date, zone_name: str) -> tuple[datetime, datetime]:
    name = zone(zone_name)
    start, end = datetime.combine(first, time(0), name), datetime.combine(last + timedelta(days=1), time(0), name)
    return start.astimezone(UTC), end.astimezone(UTC)


def _passed(unit: Unit, rep_id: str, since: datetime, until: datetime) -> list[tuple[str, datetime]]:
    rows: Iterable[Row] = unit.all(compiled.PASSED_BETWEEN, rep=rep_id, since=since, until=until)
    return [(row[0], moment(row[1])) for row in rows]
