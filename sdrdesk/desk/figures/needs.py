"""What needs the manager now, each with the action that mends it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.figures.numbers import quota_state
from sdrdesk.desk.figures.team_picture import TeamPicture
from sdrdesk.desk.people.open_leads import LeadRule
from sdrdesk.desk.score.marks import mark_of
from sdrdesk.domain.hours import zone
from sdrdesk.domain.ranges import Range
from sdrdesk.domain.words import ago, length, plural
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit

FAR_BEHIND = 0.6
"""Share of the pace below which a rep is far off it."""

EARLY = 5
"""Working days of a month before a pace is held against anybody."""

BAD_SHARE, BAD_LEAST, BAD_DAYS = 0.4, 10, 30
"""A campaign sends bad leads when so large a share of so many leads of so many days was disqualified."""

MARKED_FOR, MOST_MARKS = timedelta(days=7), 99
"""How long a score that is called wrong needs a look, and how many are counted."""

MOST_LATE = 5
"""Late leads that are named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that needs the manager."""

    kind: str
    """"late", "locked", "pace", "campaign", "absent" or "score"."""
    is_urgent: bool
    told: str
    action: str
    """What mends it: "reassign", "coach", "return" (the campaign's leads, to marketing) or "scores"."""
    action_label: str
    lead_id: str = ""
    leads: tuple[str, ...] = ()
    """What "reassign" moves: these leads and no others; empty where a rule says which."""
    rule: LeadRule | None = None
    """What "reassign" moves: the leads that fit it."""
    login: str = ""
    """Of the rep it is about."""
    offer: str = ""
    campaign: str = ""
    over: Range | None = None
    """The days in which a campaign was counted."""
    count: int = 1


def needs_you(picture: TeamPicture) -> tuple[Need, ...]:
    """Everything that needs the manager, the urgent first."""
    found = [
        *_late(picture),
        *_locked(picture),
        *_absent(picture),
        *_campaigns(picture),
        *_off_pace(picture),
        *_scores(picture.unit, picture.now),
    ]
    return tuple(sorted(found, key=lambda need: not need.is_urgent))


def _late(picture: TeamPicture) -> list[Need]:
    """Leads whose answer-by has passed: the first tiers one by one, the others by rep."""
    seat, now = picture.seat, picture.now
    logins = {rep.id: rep for rep in picture.members}
    found: list[Need] = []
    others: dict[str, list[str]] = {}
    for one in sorted(picture.waiting, key=lambda late: (late.tier, late.answer_by)):
        if one.tier > 2 or len(found) >= MOST_LATE:
            others.setdefault(one.rep_id, []).append(one.lead_id)
            continue
        what = seat.playbook.offers[one.kind].label.lower()
        found.append(
            Need(
                kind="late",
                is_urgent=True,
                told=f"{one.name}, {what}, {ago(one.converted_at, now)} without a call",
                action="reassign",
                action_label="Reassign it",
                lead_id=one.lead_id,
                leads=(one.lead_id,),
                login=logins[one.rep_id].login,
            )
        )
    apart = {one.login for one in found}
    for rep_id, late in sorted(others.items(), key=lambda other: -len(other[1])):
        rep = logins[rep_id]
        noun = "more lead" if rep.login in apart else "lead"
        found.append(
            Need(
                kind="late",
                is_urgent=False,
                told=f"{rep.name}: {plural(len(late), noun)} past the answer-by",
                action="reassign",
                action_label="Reassign them" if len(late) > 1 else "Reassign it",
                lead_id=late[0] if len(late) == 1 else "",
                leads=tuple(late),
                login=rep.login,
                count=len(late),
            )
        )
    return found


def _locked(picture: TeamPicture) -> list[Need]:
    """Leads behind a quiz that their rep has not passed: those of tier 1, and those whose answer-by is near."""
    seat, now = picture.seat, picture.now
    titles = {row[0]: row[1] for row in picture.offers}
    known = {rep.id: rep for rep in picture.members}
    near = now + seat.rules.calendar.length(seat.playbook.gate.near)
    rows, found = picture.locked(), []
    for rep_id, gate, tier, count, soonest, lead_id in sorted(rows, key=lambda row: (row[4], row[1], row[0])):
        answer_by = moment(soonest)
        if tier != 1 and answer_by > near:
            continue
        rep = known[rep_id]
        late = f", answer due {length(int((now - answer_by).total_seconds()))} ago" if answer_by < now else ""
        found.append(
            Need(
                kind="locked",
                is_urgent=tier == 1,
                told=f'{plural(count, "lead")} locked: {rep.name} has not passed "{titles.get(gate, gate)}"{late}',
                action="reassign",
                action_label="Give to who has the pass",
                lead_id=lead_id if count == 1 else "",
                rule=LeadRule(login=rep.login, gate=gate, tier=tier),
                login=rep.login,
                offer=gate,
                count=count,
            )
        )
    return found


def _absent(picture: TeamPicture) -> list[Need]:
    """Reps who are away and hold leads that are due."""
    found = []
    for rep_id, count, _oldest in picture.unit.all(compiled.DUE_OF, reps=tuple(picture.away), now=picture.now):
        rep = next((one for one in picture.members if one.id == rep_id), None)
        if rep is not None:
            found.append(
                Need(
                    kind="absent",
                    is_urgent=True,
                    told=f"{rep.name} is away with {plural(count, 'due lead')}",
                    action="reassign",
                    action_label="Reassign them",
                    rule=LeadRule(login=rep.login, is_due=True),
                    login=rep.login,
                    count=count,
                )
            )
    return found


def _campaigns(picture: TeamPicture) -> list[Need]:
    """Campaigns whose leads are disqualified more often than not."""
    seat, today = picture.seat, picture.today
    over = Range(today - timedelta(days=BAD_DAYS), today)
    since, until = over.moments(seat.rep.zone)
    found = []
    ends = picture.unit.all(compiled.CAMPAIGN_ENDS, since=since, until=until, kinds=seat.playbook.called_kinds)
    for campaign, count, bad in ends:
        if count >= BAD_LEAST and bad >= BAD_SHARE * count:
            found.append(
                Need(
                    kind="campaign",
                    is_urgent=False,
                    told=f"{campaign}: {bad / count:.0%} of {count} leads disqualified",
                    action="return",
                    action_label="See what came of its leads",
                    campaign=campaign,
                    over=over,
                    count=bad,
                )
            )
    return found


def _scores(unit: Unit, now: datetime) -> list[Need]:
    """Scores that reps call wrong, in a line: what they say stands beside what came of the grades."""
    marks = [mark_of(row) for row in unit.all(compiled.MARKS, since=now - MARKED_FOR, limit=MOST_MARKS)]
    if not marks:
        return []
    newest = marks[0]
    told = f"{plural(len(marks), 'score')} called wrong, the newest {newest.lead}, {newest.grade} {newest.points}"
    return [
        Need(
            kind="score", is_urgent=False, told=f"{told}: {newest.told}", action="scores",
            action_label="See where score and outcome disagree", count=len(marks),
        )
    ]  # fmt: skip


def _off_pace(picture: TeamPicture) -> list[Need]:
    """Reps far behind the pace of their month."""
    found = []
    for rep in picture.reps:
        so_far = picture.month(picture.now.astimezone(zone(rep.zone)).date())
        month = quota_state(picture.seat.playbook, rep, picture.aims.get(rep.id, ()), so_far)
        if month.gone >= EARLY and month.pace > 0 and month.made < FAR_BEHIND * month.pace:
            ramp = f"month {month.month_of_work} of ramp, " if month.is_ramping else ""
            found.append(
                Need(
                    kind="pace",
                    is_urgent=False,
                    told=f"{rep.name}: {ramp}{month.made} of {month.asked} opportunities, pace {month.pace:.1f}",
                    action="coach",
                    action_label="Look at the calls",
                    login=rep.login,
                )
            )
    return found
