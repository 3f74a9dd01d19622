"""What happens next: the touch after a conversion and the consequence of each outcome.

Every function takes a lead's standing and gives the one that follows; nothing is changed in place, so what an outcome
will do can be shown before it is chosen, and undone after.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.domain import meetings
from sdrdesk.domain.lead import Standing, Touch, Why
from sdrdesk.domain.playbook import AnswerClock, Cadence, Channel, On, OutcomeRule, Playbook, Stage, Step, Then
from sdrdesk.domain.span import SpanUnit
from sdrdesk.domain.words import day, moment
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.hours import Calendar, Place


@dataclass(frozen=True, slots=True)
class Rules:
    """A playbook with the calendar that goes with it."""

    playbook: Playbook
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What an outcome asks for beyond its key."""

    callback_at: datetime | None = None
    meeting_at: datetime | None = None
    reason: str = ""
    yeses: tuple[str, ...] = ()


def arrive(rules: Rules, place: Place, *, kind: str, offer: str, at: datetime, arm: str = "") -> Standing:
    """Where a lead stands after its first conversion; `arm` is that of the experiment on its wait."""
    rule = rules.playbook.offers[kind]
    standing = Standing(
        stage=Stage.OPEN if rule.is_called else Stage.NURTURE,
        kind=kind,
        offer=offer,
        converted_at=at,
        tier=rule.tier,
        gate=offer if rule.gated else "",
        yeses=_yeses_won_by(rules.playbook, "conversion"),
    )
    times = first_times(rules, place, kind, at, arm)
    if times is None:
        return standing
    return replace(standing, touch=Touch(channel=Channel.CALL, due_at=times[0], answer_by=times[1], why=Why.FIRST))


def first_times(rules: Rules, place: Place, kind: str, at: datetime, arm: str = "") -> tuple[datetime, datetime] | None:
    """When the first call after a conversion falls due, and its answer-by; None for a kind that is not called.

    Nothing else of where a new lead stands hangs on its time or its place.
    """
    rule = rules.playbook.offers[kind]
    if not rule.is_called:
        return None
    wait = rule.hold.instead if rule.hold is not None and rule.hold.is_sooner(arm) else rule.first_touch
    due = rules.calendar.due(place, at, wait)
    return due, rules.calendar.answer_by(place, due, rule.answer_within, rule.clock)


def convert(
    rules: Rules, place: Place, before: Standing, *, kind: str, offer: str, at: datetime, arm: str = ""
) -> Standing:
    """Where a known lead stands after another conversion.

    A stronger one promotes the lead at once, unless a meeting is booked; so does one just as strong that asks to be
    called now (a second demo request) once the first was answered. Others only join the history. A lead that had
    ended or rested in nurture opens again; one that asked never to be called does not.
    """
    if before.stage is Stage.SUPPRESSED:
        return before
    fresh = arrive(rules, place, kind=kind, offer=offer, at=at, arm=arm)
    yeses = tuple(dict.fromkeys((*before.yeses, *fresh.yeses)))
    is_stronger = before.tier == 0 or fresh.tier < before.tier
    if fresh.tier == before.tier and before.answered_at is not None and at > before.converted_at:
        is_stronger = rules.playbook.offers[kind].first_touch.unit is SpanUnit.NOW
    is_worked = before.stage is Stage.MEETING or before.touch is not None
    if fresh.touch is None or (is_worked and not is_stronger) or meetings.has_meeting(before):
        return replace(before, yeses=yeses)
    return replace(fresh, yeses=yeses)


def consequence(
    rules: Rules,
    place: Place,
    before: Standing,
    outcome: str,
    *,
    at: datetime,
    detail: Detail | None = None,
    can_call: bool = True,
) -> Standing:
    """Where a lead stands after `outcome`: an end, or exactly one next touch inside calling hours.

    What is written by hand while something else is planned comes on top of it: an e-mail never uses up a planned call.
    Without a number there is nothing else (`can_call` is False), and it goes on to the next step.
    """
    detail = detail or Detail()
    rule = rules.playbook.outcomes[outcome]
    won = (*before.yeses, *detail.yeses, *((rule.yes,) if rule.yes else ()))
    if rule.connect:
        won = (*won, *_yeses_won_by(rules.playbook, "connect"))
    after = replace(before, answered_at=before.answered_at or at, yeses=tuple(dict.fromkeys(won)), meets_at=None)
    if can_call and _is_beside(before, rule):
        return replace(after, meets_at=before.meets_at)
    calendar, about = rules.calendar, rules.playbook.meetings
    if meetings.has_meeting(before) and rule.then in meetings.KEEPING:
        again = meetings.try_again(calendar, about, place, before, at)
        return replace(after, meets_at=before.meets_at, touch=_meeting_touch(rules, place, again))
    match rule.then:
        case Then.CADENCE:
            return _next_step(rules, place, after, rule, at)
        case Then.RETRY if before.retries < rule.retries and rule.after:
            due = rules.calendar.due(place, at, rule.after)
            return replace(
                after, retries=before.retries + 1, touch=_follow_up(rules, place, Channel.CALL, due, Why.RETRY)
            )
        case Then.RETRY:
            return _next_step(rules, place, after, rule, at)
        case Then.AFTER if rule.after:
            due = (
                rules.calendar.due_on_day(place, at, rule.after.amount, place.local(at).time())
                if (rule.after.unit is SpanUnit.DAYS)
                else rules.calendar.due(place, at, rule.after)
            )
            return replace(after, retries=0, touch=_follow_up(rules, place, Channel.CALL, due, Why.AFTER))
        case Then.CALLBACK:
            wanted = detail.callback_at or at
            due = rules.calendar.next_open(place, wanted) or wanted
            return replace(after, retries=0, touch=_follow_up(rules, place, Channel.CALL, due, Why.CALLBACK))
        case Then.MEETING:
            meets_at = detail.meeting_at or at + timedelta(days=1)
            planned = meetings.next_touch(calendar, about, place, meets_at, at)
            return replace(after, retries=0, meets_at=meets_at, touch=_meeting_touch(rules, place, planned))
        case Then.CONFIRM:
            meets_at = before.meets_at or at
            planned = meetings.how_it_went(calendar, about, place, meets_at, at)
            return replace(after, retries=0, meets_at=meets_at, touch=_meeting_touch(rules, place, planned))
        case _:
            return replace(after, retries=0, stage=rule.stage, touch=None)


def _is_beside(before: Standing, rule: OutcomeRule) -> bool:
    """Whether an outcome is a message that was not the planned touch."""
    is_message = rule.then is Then.CADENCE and rule.channel in (Channel.EMAIL, Channel.SOCIAL)
    return is_message and before.touch is not None and before.touch.channel is not rule.channel


def snooze(rules: Rules, place: Place, before: Standing, until: datetime) -> Standing:
    """The same touch, not before `until` and never sooner than planned.

    While nobody has answered the conversion its answer-by stays: putting a lead off does not make it less late.
    """
    if before.touch is None:
        return before
    wanted = max(until, before.touch.due_at)
    due = rules.calendar.next_open(place, wanted) or wanted
    if meetings.has_meeting(before):
        why = before.touch.why
        if why is Why.CONFIRM and before.meets_at and due >= before.meets_at:
            why, due = meetings.how_it_went(rules.calendar, rules.playbook.meetings, place, before.meets_at, due)
        return replace(before, touch=_meeting_touch(rules, place, (why, due)))
    touch = _follow_up(rules, place, before.touch.channel, due, Why.SNOOZED)
    if before.answered_at is None:
        touch = replace(touch, answer_by=before.touch.answer_by)
    return replace(before, touch=touch)


def call_number(cadence: Cadence, step: int) -> int:
    """Which call of the cadence a step is, or leads up to."""
    upto = sum(one.channel is Channel.CALL for one in cadence.steps[: step + 1])
    return max(1, min(upto, cadence.calls))


def told(rules: Rules, place: Place, before: Standing, outcome: str, *, at: datetime, can_call: bool = True) -> str:
    """The consequence of an outcome in a few words, as the call screen writes it beside the key."""
    rule = rules.playbook.outcomes[outcome]
    if rule.told:
        return rule.told
    if rule.needs_reason:
        return "say why"
    if rule.then is Then.CALLBACK:
        return '"thu 3pm" on their clock'
    if rule.then is Then.MEETING:
        return "pick a time, invite is written"
    return told_standing(
        rules, place, consequence(rules, place, before, outcome, at=at, can_call=can_call), outcome, at=at
    )


def told_standing(rules: Rules, place: Place, after: Standing, outcome: str, *, at: datetime) -> str:
    """Where a lead stands after `outcome`, in a few words: "call 2 of 6, tomorrow 14:30"."""
    if after.touch is None:
        rule = rules.playbook.outcomes.get(outcome)
        is_used_up = rule is not None and rule.then in (Then.CADENCE, Then.RETRY)
        return {
            Stage.MEETING: "handed to the account executive",
            Stage.NURTURE: "no calls left, back to nurture" if is_used_up else "back to nurture",
            Stage.DISQUALIFIED: "disqualified",
            Stage.SUPPRESSED: "never again",
        }.get(after.stage, after.stage.value)
    when = moment(after.touch.due_at, place, at)
    match after.touch.why:
        case Why.RETRY:
            return f"again at {when}"
        case Why.CALLBACK:
            return f"call back {when}"
        case Why.AFTER:
            said = rules.playbook.outcomes.get(outcome)
            if said and (said.on is On.MEETING or said.channel is not Channel.CALL):
                return f"call {'again ' if said.on is On.MEETING else ''}{when}"
            return f"ask what they thought, {when}"
        case Why.CONFIRM:
            return f"confirm the meeting {when}"
        case Why.OUTCOME:
            return f"ask how the meeting went, {when}"
        case Why.SNOOZED:
            return f"{after.touch.channel}, {when}"
    cadence = rules.playbook.cadence_of(after.tier)
    if after.touch.channel is not Channel.CALL:
        call = _next_call(rules, place, after)
        later = f", call {day(call, place, at)}" if call else ""
        return f"{after.touch.channel} {day(after.touch.due_at, place, at)}{later}"
    return f"call {call_number(cadence, after.step)} of {cadence.calls}, {when}"


def _next_step(rules: Rules, place: Place, before: Standing, rule: OutcomeRule, at: datetime) -> Standing:
    """The cadence's next touch, or its end."""
    cadence = rules.playbook.cadence_of(before.tier)
    for index in range(before.step + 1, len(cadence.steps)):
        step = cadence.steps[index]
        if step.channel is Channel.EMAIL and not rule.with_email:
            continue
        due = _step_due(rules, place, step, at, rule)
        touch = _follow_up(rules, place, step.channel, due, Why.CADENCE)
        return replace(before, step=index, retries=0, touch=touch)
    return replace(before, retries=0, stage=cadence.exhausted, touch=None)


def _step_due(rules: Rules, place: Place, step: Step, at: datetime, rule: OutcomeRule | None = None) -> datetime:
    clock = (rule.at if rule else None) or step.at
    if step.after.unit is SpanUnit.DAYS or (
        clock and step.channel is Channel.CALL and step.after.unit is not SpanUnit.NOW
    ):
        days = step.after.amount if step.after.unit is SpanUnit.DAYS else 1
        return rules.calendar.due_on_day(place, at, days, clock or place.local(at).time())
    return rules.calendar.due(place, at, step.after)


def _next_call(rules: Rules, place: Place, standing: Standing) -> datetime | None:
    """When the call that follows a planned e-mail would be due."""
    if standing.touch is None:
        return None
    for step in rules.playbook.cadence_of(standing.tier).steps[standing.step + 1 :]:
        if step.channel is Channel.CALL:
            return _step_due(rules, place, step, standing.touch.due_at)
    return None


def _follow_up(rules: Rules, place: Place, channel: Channel, due: datetime, why: Why) -> Touch:
    rule = rules.playbook.follow_up_within
    answer_by = rules.calendar.answer_by(place, due, rule, AnswerClock.BOTH)
    return Touch(channel=channel, due_at=due, answer_by=answer_by, why=why)


def _meeting_touch(rules: Rules, place: Place, planned: tuple[Why, datetime]) -> Touch:
    why, due = planned
    return _follow_up(rules, place, Channel.CALL, due, why)


def _yeses_won_by(playbook: Playbook, fact: str) -> tuple[str, ...]:
    return tuple(rung.key for rung in playbook.ladder if rung.won_by == fact)


def planned_anew(rules: Rules, place: Place, before: Standing, channel: Channel, *, at: datetime) -> Standing:
    """An open lead that lost its next touch, given one: the first call it never had, its meeting, or a call at once."""
    times = first_times(rules, place, before.kind, before.converted_at) if before.answered_at is None else None
    if before.meets_at is not None:
        planned = meetings.next_touch(rules.calendar, rules.playbook.meetings, place, before.meets_at, at)
        touch = _meeting_touch(rules, place, planned)
    elif times is not None:
        touch = Touch(channel=channel, due_at=times[0], answer_by=times[1], why=Why.FIRST)
    else:
        touch = _follow_up(rules, place, channel, rules.calendar.next_open(place, at) or at, Why.CADENCE)
    return replace(before, touch=touch)


def ended(before: Standing, stage: Stage) -> Standing:
    """A lead that is over, for a reason that is no outcome of its own."""
    return replace(before, stage=stage, touch=None, retries=0)
