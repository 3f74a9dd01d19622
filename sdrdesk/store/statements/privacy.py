"""Everything that is kept of one person: how it is found, and how it is erased.

Each table says here what it knows of prospects; a test fails for a table that says nothing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import or_, select

from sdrdesk.store import tables as t
from sdrdesk.store.statements.base import activity, any_of, b, conversion, lead, live, mine, set_of

_tables: Any = t.metadata.tables
ERASED_NAME = "(erased)"

BLANKED: dict[str, dict[str, Any]] = {
    "lead": {
        "name": ERASED_NAME, "title": "", "company": "", "company_key": "", "people": sa.null(), "industry": "",
        "email": "", "email_key": "", "phone": "", "city": "", "search": "", "grade_note": "", "held_by": "",
        "held_until": sa.null(), "routed": "",
    },
    "conversion": {"dedupe": conversion.c.id, "basis_text": ""},
    "activity": {"note": ""},
    "meeting": {"with_whom": ""},
    "opportunity": {"reason": "", "external_id": ""},
    "lead_unlock": {"reason": ""},
    "escalation": {"told": "", "reason": ""},
}  # fmt: skip
"""Tables whose rows the figures need: by column what is written over what was there."""
DROPPED = ("visit", "conversion_said", "import_change", "mail", "outbox")
"""Tables whose rows of a lead go whole."""
SEARCHED = ("audit", "coaching", "inbox", "lead_merge", "quarantine")
"""Tables that are searched for the person, each in its own way."""
_NOTHING = """
    credential rep_session sign_in_try
    absence activity_undo batch call_block celebration commitment destination diary erasure holiday import_mapping
    offer offer_alias offer_opening offer_version place playbook pool_claim quiz_answer quiz_attempt quiz_pass rep
    rep_aim rep_day rep_share route_wheel signoff suppressed suppression suppression_key suppression_list team
    webhook_source
"""
IMPERSONAL = frozenset(_NOTHING.split())
"""Tables that hold nothing of a prospect but ids. What reps write of their day is taken without addresses."""


def _of(name: str) -> Any:
    """Whose rows of a table are: by the lead they name, or the lead that they are."""
    table = _tables[name]
    return (table.c.id if name == "lead" else table.c.lead_id).in_(any_of("leads"))


for _name in (*BLANKED, *DROPPED):
    _table = _tables[_name]
    globals()[f"PERSON_{_name.upper()}"] = select(*_table.c).where(mine(_table), _of(_name))
    globals()[f"ERASE_{_name.upper()}"] = (
        sa.update(_table).where(mine(_table), _of(_name)).values(BLANKED[_name])
        if _name in BLANKED
        else sa.delete(_table).where(mine(_table), _of(_name))
    )

_audit, _coaching, _inbox, _merge, _quarantine = (_tables[name] for name in SEARCHED)
PERSON_COACHING = (
    select(*_coaching.c)
    .join(activity, sa.and_(activity.c.team_id == _coaching.c.team_id, activity.c.id == _coaching.c.activity_id))
    .where(mine(_coaching), activity.c.lead_id.in_(any_of("leads")))
)
ERASE_COACHING = (
    sa.update(_coaching)
    .where(
        mine(_coaching),
        _coaching.c.activity_id.in_(
            select(activity.c.id).where(mine(activity), activity.c.lead_id.in_(any_of("leads")))
        ),
    )
    .values({"note": ERASED_NAME})
)
_merged = or_(_merge.c.kept_id.in_(any_of("leads")), _merge.c.other_id.in_(any_of("leads")))
PERSON_LEAD_MERGE = select(*_merge.c).where(mine(_merge), _merged)
ERASE_LEAD_MERGE = sa.delete(_merge).where(mine(_merge), _merged)
PERSON_AUDIT = select(*_audit.c).where(mine(_audit), _audit.c.lead_id.in_(any_of("leads")))
ALL_AUDIT = select(_audit.c.id, _audit.c.lead_id, _audit.c.what, _audit.c.detail).where(mine(_audit))
SCRUB_AUDIT = sa.update(_audit).where(mine(_audit), _audit.c.id == b("of_row")).values(set_of("detail"))
ALL_INBOX = select(*_inbox.c).where(mine(_inbox))
SCRUB_INBOX = (
    sa.update(_inbox)
    .where(mine(_inbox), _inbox.c.id == b("of_row"))
    .values({**set_of("body"), "headers": "{}", "reason": "erased"})
)
ALL_QUARANTINE = select(*_quarantine.c).where(mine(_quarantine))
DROP_ASIDE = sa.delete(_quarantine).where(mine(_quarantine), _quarantine.c.id == b("of_row"))
NOTES_HOLDING = select(activity.c.id, activity.c.note).where(mine(activity), activity.c.note.like(b("words")))
SCRUB_NOTE = sa.update(activity).where(mine(activity), activity.c.id == b("of_row")).values(set_of("note"))

LEADS_OF_EMAIL = select(lead.c.id).where(
    mine(lead), or_(lead.c.email_key == b("email"), sa.func.lower(lead.c.email) == b("email"))
)
"""Hidden ones too: a merged lead keeps its address, though not as its key."""
MERGED_WITH = select(_merge.c.kept_id, _merge.c.other_id).where(
    mine(_merge), _merged, sa.literal_column("undone_at IS NULL")
)
ADD_ERASURE = sa.insert(_tables["erasure"])
_latest = (
    select(sa.func.max(conversion.c.at))
    .where(conversion.c.team_id == lead.c.team_id, conversion.c.lead_id == lead.c.id, live(conversion))
    .correlate(lead)
    .scalar_subquery()
)
_erasure = _tables["erasure"]
RESTING = select(lead.c.id, lead.c.name).where(
    mine(lead),
    lead.c.stage == b("stage"),
    or_(lead.c.last_at.is_(None), lead.c.last_at < b("before")),
    lead.c.converted_at < b("before"),
    or_(_latest.is_(None), _latest < b("before")),
    ~sa.exists().where(_erasure.c.team_id == lead.c.team_id, _erasure.c.lead_id == lead.c.id),
    live(),
)
"""Leads of a stage with which nothing has happened since a moment."""
