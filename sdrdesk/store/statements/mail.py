"""E-mails that were written at the desk."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from sdrdesk.store import tables as t
from sdrdesk.store.statements.base import activity, b, meeting, mine, set_of

mail: Any = t.metadata.tables["mail"]

_columns = (
    mail.c.id, mail.c.lead_id, mail.c.rep_id, mail.c.state, mail.c.way, mail.c.recipient, mail.c.subject, mail.c.body,
    mail.c.message_id, mail.c.reason, mail.c.changed_at,
)  # fmt: skip

ADD_MAIL = sa.insert(mail)
MAIL = select(*_columns).where(mine(mail), mail.c.id == b("mail"))
MAILS_OF_LEAD = (
    select(*_columns)
    .where(mine(mail), mail.c.lead_id == b("lead"))
    .order_by(mail.c.changed_at.desc(), mail.c.id.desc())
)
CHANGE_MAIL = (
    sa.update(mail)
    .where(mine(mail), mail.c.id == b("of_mail"), mail.c.state == b("from_state"))
    .values(set_of("state", "way", "recipient", "subject", "body", "message_id", "reason", "changed_at"))
)
"""Only from the state that was read: of two who send one mail, one changes a row and the other none."""
MEETING_CHANGES = select(func.count()).where(
    mine(activity),
    activity.c.lead_id
    == select(meeting.c.lead_id).where(mine(meeting), meeting.c.id == b("meeting")).scalar_subquery(),
    activity.c.meeting_id == b("meeting"),
)
"""How many activities booked, moved or said something of a meeting; through its lead, whose activities are indexed."""
