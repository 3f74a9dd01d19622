"""Every statement the desk runs, as SQLAlchemy Core over the tables.

`make statements` writes their SQLite text to `compiled.py`, which is what runs on SQLite; on PostgreSQL these run
themselves. A statement is a public constant here; `compiled.NAME` is the same in text.

Every one names the team, and every one that reads leads passes `_live`, so that an import in progress stays unseen.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.dialects import sqlite

from sdrdesk.store import tables as t

_tables: Any = t.metadata.tables
team, rep, playbook, offer = (_tables[name] for name in ("team", "rep", "playbook", "offer"))
lead, conversion, visit, activity, undo = (
    _tables[name] for name in ("lead", "conversion", "visit", "activity", "activity_undo")
)
quiz_pass, batch, meeting, rep_day, suppression, audit, holiday, place, alias = (
    _tables[name]
    for name in (
        "quiz_pass",
        "batch",
        "meeting",
        "rep_day",
        "suppression",
        "audit",
        "holiday",
        "place",
        "offer_alias",
    )
)


def _b(name: str) -> Any:
    return bindparam(name)


def _any(name: str) -> Any:
    return bindparam(name, expanding=True)


def _mine(table: Any) -> Any:
    return table.c.team_id == _b("team")


def _live(table: Any = lead) -> Any:
    return table.c.batch_id.not_in(_any("pending"))


def _set(*names: str) -> dict[str, Any]:
    return {name: bindparam(f"set_{name}") for name in names}


# --- the team and its rules ------------------------------------------------------------------------------

TEAM = select(team.c.id, team.c.name).limit(1)
ADD_TEAM = sa.insert(team)
REPS = (
    select(rep.c.id, rep.c.login, rep.c.name, rep.c.role, rep.c.zone, rep.c.started_on)
    .where(_mine(rep), rep.c.left_at.is_(None))
    .order_by(rep.c.name, rep.c.id)
)
ADD_REP = sa.insert(rep)
PLAYBOOK = select(playbook.c.body).where(_mine(playbook)).order_by(playbook.c.id.desc()).limit(1)
PLAYBOOK_SOURCE = (
    select(playbook.c.source, playbook.c.at).where(_mine(playbook)).order_by(playbook.c.id.desc()).limit(1)
)
ADD_PLAYBOOK = sa.insert(playbook)
HOLIDAYS = select(holiday.c.region, holiday.c.year, holiday.c.days).where(_mine(holiday))
ADD_HOLIDAYS = sa.insert(holiday).prefix_with("OR IGNORE", dialect="sqlite")
PLACES = select(place.c.key).where(_mine(place))
ADD_PLACE = sa.insert(place).prefix_with("OR IGNORE", dialect="sqlite")
PENDING = select(batch.c.id).where(_mine(batch), sa.literal_column("state <> 'live'"))
OFFERS = (
    select(offer.c.key, offer.c.title, offer.c.kind, offer.c.version, offer.c.changed_at, offer.c.fingerprint)
    .where(_mine(offer))
    .order_by(offer.c.key)
)
OFFER = select(
    offer.c.key, offer.c.title, offer.c.kind, offer.c.version, offer.c.changed_at, offer.c.card, offer.c.bank
).where(_mine(offer), offer.c.key == _b("key"))
ADD_OFFER = sa.insert(offer)
CHANGE_OFFER = (
    sa.update(offer)
    .where(_mine(offer), offer.c.key == _b("of_key"))
    .values(_set("title", "kind", "version", "changed_at", "card", "bank", "fingerprint"))
)
ALIASES = select(alias.c.words, alias.c.offer).where(_mine(alias))
ADD_ALIAS = sa.insert(alias).prefix_with("OR REPLACE", dialect="sqlite")
PASSES = (
    select(quiz_pass.c.offer, quiz_pass.c.version, quiz_pass.c.valid_until, offer.c.version, offer.c.changed_at)
    .join(offer, and_(offer.c.team_id == quiz_pass.c.team_id, offer.c.key == quiz_pass.c.offer))
    .where(_mine(quiz_pass), quiz_pass.c.rep_id == _b("rep"))
)
ADD_PASS = sa.insert(quiz_pass)

# --- the queue -------------------------------------------------------------------------------------------

_OPEN: Any = sa.literal_column("stage = 'open'")  # written out so that the partial index is seen to fit
_ROW = (
    lead.c.id,
    lead.c.name,
    lead.c.company,
    lead.c.title,
    lead.c.phone,
    lead.c.email,
    lead.c.city,
    lead.c.place,
    lead.c.stage,
    lead.c.kind,
    lead.c.offer,
    offer.c.title.label("offer_title"),
    lead.c.tier,
    lead.c.band,
    lead.c.grade,
    lead.c.grade_note,
    lead.c.converted_at,
    lead.c.channel,
    lead.c.why,
    lead.c.step,
    lead.c.due_at,
    lead.c.answer_by,
    lead.c.answered_at,
    lead.c.last_outcome,
    lead.c.last_at,
    lead.c.gate,
    lead.c.held_until,
    lead.c.held_by,
)
_WITH_OFFER = and_(offer.c.team_id == lead.c.team_id, offer.c.key == lead.c.offer)
_ROWS = select(*_ROW).join(offer, _WITH_OFFER)
_OWN = and_(_mine(lead), lead.c.owner_id == _b("rep"))
_FREE = or_(lead.c.held_until.is_(None), lead.c.held_until <= _b("now"), lead.c.held_by == _b("rep"))
_PASSED = lead.c.gate.in_(_any("passed"))
_CALLABLE = lead.c.place.in_(_any("places"))
_DUE = lead.c.due_at <= _b("now")
_DONE_TODAY = and_(lead.c.last_at >= _b("day_start"), lead.c.due_at >= _b("day_end"))


def _page(*where: Any, order: tuple[Any, ...]) -> Any:
    """Rows of the first `:limit` leads that fit; candidates are sorted inside the index before rows are fetched."""
    inner = select(lead.c.id).where(_OWN, _live(), *where).order_by(*order).limit(_b("limit")).scalar_subquery()
    return _ROWS.where(_mine(lead), lead.c.id.in_(inner)).order_by(*order)


READY = _page(
    _OPEN,
    lead.c.band == _b("band"),
    lead.c.rank == _b("rank"),
    _DUE,
    _CALLABLE,
    _PASSED,
    _FREE,
    order=(lead.c.order_at, lead.c.id),
)
LOCKED = _page(
    _OPEN,
    lead.c.gate.not_in(_any("passed")),
    order=(lead.c.band, lead.c.rank, lead.c.order_at, lead.c.id),
)
WAITING_LATER = _page(
    _OPEN,
    _PASSED,
    lead.c.due_at > _b("now"),
    sa.not_(func.coalesce(_DONE_TODAY, sa.false())),
    order=(lead.c.due_at, lead.c.id),
)
WAITING_SHUT = _page(_OPEN, _PASSED, _DUE, lead.c.place == _b("at_place"), order=(lead.c.due_at, lead.c.id))
WAITING_HELD = _page(_OPEN, _PASSED, _DUE, _CALLABLE, sa.not_(_FREE), order=(lead.c.held_until, lead.c.id))
DONE = _page(
    lead.c.last_at >= _b("day_start"),
    or_(lead.c.stage != "open", and_(_PASSED, _DONE_TODAY)),
    order=(lead.c.last_at.desc(), lead.c.id),
)


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


COUNT_OPEN = select(
    func.count(),
    _sum(sa.not_(_PASSED)),
    _sum(and_(_PASSED, _DUE, _CALLABLE, _FREE)),
    _sum(and_(_PASSED, _DONE_TODAY)),
).where(_OWN, _OPEN, _live())
COUNT_ENDED = select(func.count()).where(
    _OWN, lead.c.last_at >= _b("day_start"), sa.literal_column("stage <> 'open'"), _live()
)
NEXT_OPENINGS = (
    select(lead.c.place, func.count(), func.min(lead.c.due_at))
    .where(_OWN, _OPEN, _PASSED, _live())
    .group_by(lead.c.place)
)

# --- one lead --------------------------------------------------------------------------------------------

LEAD = (
    select(
        *_ROW,
        lead.c.owner_id,
        rep.c.name.label("owner"),
        lead.c.people,
        lead.c.industry,
        lead.c.company_key,
        lead.c.retries,
        lead.c.yeses,
        lead.c.points,
        lead.c.last_by,
    )
    .join(offer, _WITH_OFFER)
    .join(rep, and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id))
    .where(_mine(lead), lead.c.id == _b("lead"), _live())
)
LEADS_ENDING = select(lead.c.id).where(_mine(lead), lead.c.id.like(_b("ending")), _live()).limit(2)
CONVERSIONS = (
    select(
        conversion.c.id,
        conversion.c.offer,
        offer.c.title,
        conversion.c.kind,
        conversion.c.at,
        conversion.c.source,
        conversion.c.campaign,
    )
    .join(offer, and_(offer.c.team_id == conversion.c.team_id, offer.c.key == conversion.c.offer))
    .where(_mine(conversion), conversion.c.lead_id == _b("lead"), _live(conversion))
    .order_by(conversion.c.at, conversion.c.id)
)
VISITS = (
    select(visit.c.at, visit.c.page, visit.c.seconds, visit.c.is_mail)
    .where(_mine(visit), visit.c.lead_id == _b("lead"), _live(visit))
    .order_by(visit.c.at.desc(), visit.c.id)
    .limit(40)
)
_NOT_UNDONE = and_(undo.c.team_id == activity.c.team_id, undo.c.activity_id == activity.c.id)
_STANDS = activity.outerjoin(undo, _NOT_UNDONE)
HISTORY = (
    select(
        activity.c.id,
        activity.c.at,
        rep.c.name,
        activity.c.channel,
        activity.c.outcome,
        activity.c.seconds,
        activity.c.note,
        activity.c.reason,
        activity.c.yeses,
    )
    .select_from(_STANDS)
    .join(rep, and_(rep.c.team_id == activity.c.team_id, rep.c.id == activity.c.rep_id))
    .where(_mine(activity), activity.c.lead_id == _b("lead"), undo.c.activity_id.is_(None))
    .order_by(activity.c.at.desc(), activity.c.id.desc())
    .limit(50)
)
CHANGES = (
    select(audit.c.at, rep.c.name, audit.c.what, audit.c.detail)
    .join(rep, and_(rep.c.team_id == audit.c.team_id, rep.c.id == audit.c.rep_id))
    .where(_mine(audit), audit.c.lead_id == _b("lead"))
    .order_by(audit.c.at.desc(), audit.c.id.desc())
    .limit(50)
)
COLLEAGUES = (
    select(
        lead.c.id,
        lead.c.name,
        lead.c.title,
        lead.c.kind,
        lead.c.converted_at,
        rep.c.name.label("owner"),
        lead.c.last_outcome,
    )
    .join(rep, and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id))
    .where(
        _mine(lead), lead.c.company_key == _b("company_key"), lead.c.company_key != "", lead.c.id != _b("lead"), _live()
    )
    .order_by(lead.c.converted_at.desc(), lead.c.id)
    .limit(8)
)
SEARCH = (
    select(
        lead.c.id,
        lead.c.name,
        lead.c.company,
        lead.c.email,
        lead.c.phone,
        rep.c.name.label("owner"),
        lead.c.stage,
        lead.c.owner_id,
    )
    .join(rep, and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id))
    .where(
        _mine(lead),
        _live(),
        lead.c.search.like(_b("words"), escape="\\"),
        or_(_b("everybody") == 1, lead.c.owner_id == _b("rep")),
    )
    .order_by(case((lead.c.owner_id == _b("rep"), 0), else_=1), lead.c.converted_at.desc(), lead.c.id)
    .limit(_b("limit"))
)

# --- calling ---------------------------------------------------------------------------------------------

HOLD = sa.update(lead).where(_mine(lead), lead.c.id == _b("of_lead"), _FREE).values(_set("held_by", "held_until"))
RELEASE = (
    sa.update(lead)
    .where(_mine(lead), lead.c.id == _b("of_lead"), lead.c.held_by == _b("rep"))
    .values({"held_by": "", "held_until": sa.null()})
)
ACTIVITY = select(
    activity.c.id, activity.c.lead_id, activity.c.rep_id, activity.c.outcome, activity.c.at, activity.c.after
).where(_mine(activity), activity.c.id == _b("activity"))
ADD_ACTIVITY = sa.insert(activity)
_STANDING = (
    "stage",
    "kind",
    "offer",
    "converted_at",
    "tier",
    "band",
    "rank",
    "order_at",
    "due_at",
    "answer_by",
    "channel",
    "why",
    "step",
    "retries",
    "answered_at",
    "yeses",
    "gate",
)
MOVE_LEAD = (
    sa.update(lead)
    .where(_mine(lead), lead.c.id == _b("of_lead"))
    .values(_set(*_STANDING, "last_outcome", "last_at", "last_by", "held_by", "held_until"))
)
GRADE_LEAD = (
    sa.update(lead).where(_mine(lead), lead.c.id == _b("of_lead")).values(_set("points", "grade", "grade_note", "rank"))
)
_insert_day = sqlite.insert(rep_day)
BUMP_DAY = _insert_day.on_conflict_do_update(
    index_elements=["team_id", "rep_id", "day"],
    set_={
        name: rep_day.c[name] + _insert_day.excluded[name]
        for name in ("touches", "dials", "connects", "conversations", "booked")
    },
)
REP_DAY = (
    select(rep_day.c.day, rep_day.c.dials, rep_day.c.connects, rep_day.c.conversations, rep_day.c.booked)
    .where(_mine(rep_day), rep_day.c.rep_id == _b("rep"), rep_day.c.day <= _b("day"))
    .order_by(rep_day.c.day.desc())
    .limit(_b("limit"))
)
LAST_ACTIVITY = (
    select(
        activity.c.id,
        activity.c.lead_id,
        activity.c.outcome,
        activity.c.day,
        activity.c.before,
        activity.c.is_dial,
        activity.c.is_connect,
        activity.c.is_conversation,
        activity.c.is_booked,
        activity.c.at,
    )
    .select_from(_STANDS)
    .where(_mine(activity), activity.c.rep_id == _b("rep"), undo.c.activity_id.is_(None))
    .order_by(activity.c.at.desc(), activity.c.id.desc())
    .limit(1)
)
LATER_ACTIVITY = (
    select(rep.c.name, activity.c.at)
    .select_from(_STANDS)
    .join(rep, and_(rep.c.team_id == activity.c.team_id, rep.c.id == activity.c.rep_id))
    .where(
        _mine(activity),
        activity.c.lead_id == _b("lead"),
        undo.c.activity_id.is_(None),
        activity.c.at > _b("since"),
    )
    .limit(1)
)
LATER_CONVERSIONS = (
    select(conversion.c.kind, conversion.c.offer, conversion.c.at)
    .where(
        _mine(conversion), conversion.c.lead_id == _b("lead"), conversion.c.arrived_at > _b("since"), _live(conversion)
    )
    .order_by(conversion.c.arrived_at, conversion.c.id)
)
CALLS_SINCE = (
    select(func.count())
    .select_from(_STANDS)
    .where(
        _mine(activity),
        activity.c.lead_id == _b("lead"),
        activity.c.at > _b("since"),
        activity.c.channel == "call",
        undo.c.activity_id.is_(None),
    )
)
ADD_UNDO = sa.insert(undo)
ADD_MEETING = sa.insert(meeting)
DROP_MEETING = sa.delete(meeting).where(_mine(meeting), meeting.c.id == _b("activity"))
ADD_SUPPRESSION = sa.insert(suppression).prefix_with("OR IGNORE", dialect="sqlite")
DROP_SUPPRESSION = sa.delete(suppression).where(_mine(suppression), suppression.c.activity_id == _b("activity"))
SUPPRESSED = select(suppression.c.digest).where(_mine(suppression), suppression.c.digest.in_(_any("digests")))
SAME_CONTACT = select(lead.c.id).where(
    _mine(lead), _OPEN, lead.c.phone == _b("phone"), lead.c.phone != "", lead.c.id != _b("lead"), _live()
)
ADD_AUDIT = sa.insert(audit)

# --- intake ----------------------------------------------------------------------------------------------

ADD_LEAD = sa.insert(lead)
EDIT_LEAD = (
    sa.update(lead)
    .where(_mine(lead), lead.c.id == _b("of_lead"))
    .values(
        _set(
            "name",
            "title",
            "company",
            "company_key",
            "people",
            "email",
            "email_key",
            "phone",
            "city",
            "place",
            "search",
        )
    )
)
BY_EMAIL = select(lead.c.email_key, lead.c.id, lead.c.batch_id).where(
    _mine(lead), lead.c.email_key.in_(_any("emails")), sa.literal_column("email_key <> ''")
)
BY_PHONE = select(lead.c.phone, lead.c.id, lead.c.name, lead.c.batch_id, lead.c.email_key).where(
    _mine(lead), lead.c.phone.in_(_any("phones")), sa.literal_column("phone <> ''")
)
ADD_CONVERSION = sa.insert(conversion).prefix_with("OR IGNORE", dialect="sqlite")
KNOWN_CONVERSION = select(conversion.c.id).where(
    _mine(conversion), conversion.c.lead_id == _b("lead"), conversion.c.dedupe == _b("dedupe")
)
ADD_VISIT = sa.insert(visit)
OPEN_LOADS = select(lead.c.owner_id, func.count()).where(_mine(lead), _OPEN, _live()).group_by(lead.c.owner_id)
ADD_BATCH = sa.insert(batch)
END_BATCH = sa.update(batch).where(_mine(batch), batch.c.id == _b("batch")).values(_set("state", "live_at", "report"))
BATCHES = (
    select(batch.c.id, batch.c.file_name, batch.c.state, batch.c.started_at, batch.c.live_at, batch.c.report)
    .where(_mine(batch))
    .order_by(batch.c.id.desc())
)
BATCH_PROMOTED = (
    select(conversion.c.lead_id, conversion.c.kind, conversion.c.offer, conversion.c.at)
    .join(lead, and_(lead.c.team_id == conversion.c.team_id, lead.c.id == conversion.c.lead_id))
    .where(_mine(conversion), conversion.c.batch_id == _b("batch"), lead.c.batch_id != _b("batch"))
    .order_by(conversion.c.at, conversion.c.id)
)


def _drop(table: Any) -> Any:
    """Delete up to `:limit` rows of an import, so that nobody waits long."""
    some = select(table.c.id).where(_mine(table), table.c.batch_id == _b("batch")).limit(_b("limit")).scalar_subquery()
    return sa.delete(table).where(_mine(table), table.c.id.in_(some))


DROP_CONVERSIONS = _drop(conversion)
DROP_VISITS = _drop(visit)
DROP_LEADS = _drop(lead)
