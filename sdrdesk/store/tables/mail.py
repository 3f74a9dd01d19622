"""E-mails that were written at the desk, and how far each has come.

Personal data: recipient, subject and body. Erasing a person deletes the rows of the lead (`desk/law/privacy.py`).
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, lead_key, one_of


class MailRow(SQLModel, table=True):
    """One e-mail; its id is that of the activity that says it was sent."""

    __tablename__ = "mail"
    __table_args__ = args(
        lead_key(),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"]),
        one_of("state", "drafted", "sending", "sent", "failed"),
        one_of("way", "", "smtp", "mailto"),
        sa.Index("ix_mail_lead", "team_id", "lead_id", "changed_at"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    lead_id: str
    rep_id: str
    state: str
    """"sending" that stays means nobody knows: a person is asked, it is never sent again by itself."""
    way: str = ""
    recipient: str = ""
    subject: str = ""
    body: str = ""
    message_id: str = ""
    reason: str = ""
    """Why it failed."""
    changed_at: datetime
