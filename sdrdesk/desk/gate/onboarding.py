"""Onboarding: the road of a new rep from the first day to all passes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from sdrdesk.desk.gate import library, passbook
from sdrdesk.desk.gate.learning_values import Road, RoadStep, SkillState
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.figures import target
from sdrdesk.domain.hours import zone
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.learning import Skill
from sdrdesk.domain.policy import Action
from sdrdesk.domain.span import Span
from sdrdesk.errors import BadInput, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit
from sdrdesk.text import clean

LONGEST_NOTE = 1000
TICK = timedelta(microseconds=1)
STREAK_DAYS = 90
"""How far back a streak is counted."""


class Onboarding:
    """Roads of new reps, as seen by the one in the seat."""

    def __init__(self, seat: Seat, make_id: Callable[[datetime], str] = new_id) -> None:
        """Look after roads from `seat`."""
        self._seat = seat
        self._make_id = make_id

    def road(self, login: str = "") -> Road:
        """The road of a rep, by default of the one in the seat; others' are for managers and mentors."""
        with self._seat.store.reading() as unit:
            reps = all_reps(unit, "")
            rep = rep_by_login(reps, login) if login else self._seat.rep
            mentors = _mentors(unit)
            if rep.id != self._seat.rep.id:
                self._ask_guide(rep, mentors, "see somebody else's road")
            return self._road(unit, rep, reps, mentors)

    def roads(self) -> tuple[Road, ...]:
        """The roads of everybody the one in the seat guides: all reps for a manager, else those mentored."""
        with self._seat.store.reading() as unit:
            reps, mentors = all_reps(unit, ""), _mentors(unit)
            guided = [rep for rep in reps if not rep.is_manager and self._guides(rep, mentors)]
            return tuple(self._road(unit, rep, reps, mentors) for rep in guided)

    def sign_off(self, login: str, skill: str, scores: Sequence[int], note: str = "") -> SkillState:
        """Score a rep's skill, one number for each line of its rubric; the newest sign-off counts.

        Raises:
            Refused: By anybody but a manager or the rep's mentor.
            BadInput: No such skill, or numbers that do not fit its rubric.
        """
        now, rules = self._seat.clock.now(), self._seat.playbook.onboarding
        asked = self._skill(skill)
        points = self._checked(asked, scores)
        said = clean(note, multiline=True)[:LONGEST_NOTE]
        with self._seat.store.writing() as unit:
            reps, mentors = all_reps(unit, ""), _mentors(unit)
            rep = rep_by_login(reps, login)
            self._ask_guide(rep, mentors, "sign a skill off")
            score = sum(points) / (len(points) * rules.line_points)
            passed = score >= rules.pass_score - 1e-9
            earlier = [moment(row[2]) for row in unit.all(compiled.SIGNOFFS, rep=rep.id) if row[0] == asked.key]
            # The newest counts, so it must be the newest even if the clock was set back.
            at = max([now, *(one + TICK for one in earlier)])
            unit.run(
                compiled.ADD_SIGNOFF,
                id=self._make_id(at),
                rep_id=rep.id,
                skill=asked.key,
                by_id=self._seat.rep.id,
                at=at,
                scores=json.dumps(points),
                score=score,
                passed=passed,
                note=said,
            )
            detail = {"rep": rep.id, "skill": asked.key, "score": round(score, 4), "passed": passed}
            self._audit(unit, now, "signed off", detail)
            return next(one for one in self._skills(unit, rep, reps, now) if one.key == asked.key)

    # --- inside a transaction -----------------------------------------------------------------------------------------

    def _guides(self, rep: Rep, mentors: dict[str, str]) -> bool:
        me = self._seat.rep
        return rep.id != me.id and self._seat.may(Action.GUIDE, is_own=mentors.get(rep.id) == me.id)

    def _ask_guide(self, rep: Rep, mentors: dict[str, str], what: str) -> None:
        if not self._guides(rep, mentors):
            cure = "Nobody signs for themselves" if rep.id == self._seat.rep.id else f"Ask whoever guides {rep.name}"
            raise Refused(f"Only a manager or the mentor may {what}", cure, code="not_mentor")

    def _skill(self, key: str) -> Skill:
        skills = {one.key: one for one in self._seat.playbook.onboarding.skills}
        if key not in skills:
            known = ", ".join(skills) or "none: add [[onboarding.skills]] to the playbook"
            raise BadInput(f'No skill "{clean(key)}"', "", f"There are: {known}")
        return skills[key]

    def _checked(self, skill: Skill, scores: Sequence[int]) -> list[int]:
        most = self._seat.playbook.onboarding.line_points
        if len(scores) != len(skill.rubric):
            raise BadInput(
                f"{skill.label} has {len(skill.rubric)} lines to score", f"Got {len(scores)}", "Give a number for each"
            )
        if any(not 0 <= one <= most for one in scores):
            raise BadInput(f"A line gets 0 to {most} points", f"Got {', '.join(map(str, scores))}", "Score again")
        return list(scores)

    def _road(self, unit: Unit, rep: Rep, reps: Sequence[Rep], mentors: dict[str, str]) -> Road:
        now, quota = self._seat.clock.now(), self._seat.playbook.quota
        today = now.astimezone(zone(rep.zone)).date()
        steps = self._steps(unit, rep, now)
        skills = self._skills(unit, rep, reps, now)
        month = _month(rep.started_on, today)
        names = {one.id: one.name for one in reps}
        return Road(
            rep_id=rep.id,
            login=rep.login,
            name=rep.name,
            started_on=rep.started_on,
            mentor=names.get(mentors.get(rep.id, ""), ""),
            month=month,
            quota=target(quota, month),
            full_quota=quota.opportunities,
            is_ramping=month <= len(quota.ramp),
            steps=steps,
            skills=skills,
            done=sum(step.state.is_good for step in steps) + sum(skill.passed for skill in skills),
            total=len(steps) + len(skills),
            streak=self._streak(unit, rep, today),
        )

    def _steps(self, unit: Unit, rep: Rep, now: datetime) -> tuple[RoadStep, ...]:
        """The required quizzes in their order; one whose offer the team does not have is left out."""
        playbook = self._seat.playbook
        passes = passbook.of_rep(unit, playbook, rep.id, now, rep.zone)
        known = {row[0]: row[1] for row in unit.all(compiled.OFFERS)}
        cards = {row[0]: json.loads(row[1]) for row in unit.all(compiled.CARDS)}
        waiting = {row[0]: row[1] for row in unit.all(compiled.LOCKED_COST, rep=rep.id)}
        minutes = library.quiz_minutes(unit)
        found = []
        for required in playbook.onboarding.offers:
            if required.offer not in known:
                continue
            state = passes.get(required.offer, passbook.NO_PASS)
            due = self._due_on(rep, required.within)
            found.append(
                RoadStep(
                    offer=required.offer,
                    title=known[required.offer],
                    minutes=cards[required.offer]["minutes"],
                    quiz_minutes=minutes.get(required.offer, library.estimate(playbook)),
                    state=state,
                    due_on=due,
                    is_late=not state.is_good and now.astimezone(zone(rep.zone)).date() > due,
                    leads=0 if state.is_good else waiting.get(required.offer, 0),
                )
            )
        return tuple(found)

    def _skills(self, unit: Unit, rep: Rep, reps: Sequence[Rep], now: datetime) -> tuple[SkillState, ...]:
        rules = self._seat.playbook.onboarding
        names = {one.id: one.name for one in reps}
        newest = {row[0]: row for row in unit.all(compiled.SIGNOFFS, rep=rep.id)}
        today = now.astimezone(zone(rep.zone)).date()
        found = []
        for skill in rules.skills:
            due = self._due_on(rep, skill.within)
            row = newest.get(skill.key)
            passed = bool(row and row[5])
            found.append(
                SkillState(
                    key=skill.key,
                    label=skill.label,
                    rubric=skill.rubric,
                    line_points=rules.line_points,
                    due_on=due,
                    is_late=not passed and today > due,
                    passed=passed,
                    score=row[4] if row else None,
                    scores=tuple(json.loads(row[3])) if row else (),
                    by=names.get(row[1], "somebody who left") if row else "",
                    at=moment(row[2]) if row else None,
                    note=row[6] if row else "",
                )
            )
        return tuple(found)

    def _due_on(self, rep: Rep, within: Span) -> date:
        """The day on which `within` has passed since the rep's first day; the first day itself counts."""
        team_zone = zone(self._seat.playbook.team_hours.zone)
        morning = datetime.combine(rep.started_on, time(0), team_zone)
        return self._seat.rules.calendar.wait(morning, within).astimezone(team_zone).date()

    def _streak(self, unit: Unit, rep: Rep, today: date) -> int:
        """Working days in a row, up to yesterday or today, with an offer opened or a quiz taken."""
        local = zone(rep.zone)
        moments = [row[1] for row in unit.all(compiled.OPENINGS, rep=rep.id)]
        moments += [row[4] for row in unit.all(compiled.TEAM_ATTEMPTS) if row[0] == rep.id]
        days = {moment(at).astimezone(local).date() for at in moments}
        hours = self._seat.playbook.team_hours
        holidays = self._seat.rules.calendar.holidays.get(hours.holidays, frozenset())
        streak = 0
        for back in range(STREAK_DAYS):
            one = today - timedelta(days=back)
            if one in days:
                streak += 1
            elif back and not hours.week.on(one, holiday=one in holidays).is_closed:
                break
        return streak

    def _audit(self, unit: Unit, at: datetime, what: str, detail: dict[str, object]) -> None:
        leads.write_audit(
            unit, self._make_id(at), at=at, rep_id=self._seat.rep.id, what=what, lead_id="", detail=detail
        )


def _mentors(unit: Unit) -> dict[str, str]:
    """Mentor's id by rep id."""
    return {row[0]: row[1] for row in unit.all(compiled.MENTORS) if row[1]}


def _month(started_on: date, today: date) -> int:
    """Which calendar month in the job, from 1; the month of the first day is the first."""
    return max(1, (today.year - started_on.year) * 12 + today.month - started_on.month + 1)
