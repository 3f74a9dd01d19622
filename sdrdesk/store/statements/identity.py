"""Passwords, sessions, wrong passwords; and changes of the team's members."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import and_, select

from sdrdesk.store.statements.base import (
    any_of,
    audit,
    b,
    credential,
    lead,
    live,
    mine,
    rep,
    rep_session,
    set_of,
    sign_in_try,
)

CREDENTIAL = select(credential.c.secret, credential.c.changed_at).where(
    mine(credential), credential.c.rep_id == b("rep")
)
CREDENTIALS = select(credential.c.rep_id).where(mine(credential))
ADD_CREDENTIAL = sa.insert(credential)
DROP_CREDENTIAL = sa.delete(credential).where(mine(credential), credential.c.rep_id == b("rep"))

ADD_SESSION = sa.insert(rep_session)
SESSION = (
    select(rep_session.c.rep_id, rep.c.login, rep_session.c.until, rep_session.c.began_at)
    .join(rep, and_(rep.c.team_id == rep_session.c.team_id, rep.c.id == rep_session.c.rep_id))
    .where(
        mine(rep_session),
        rep_session.c.id == b("session"),
        rep_session.c.ended_at.is_(None),
        rep_session.c.until > b("now"),
        rep.c.left_at.is_(None),
    )
)
"""A session that holds, and whose it is."""

_open = rep_session.c.ended_at.is_(None)
END_SESSION = (
    sa.update(rep_session).where(mine(rep_session), rep_session.c.id == b("session"), _open).values(set_of("ended_at"))
)
END_SESSIONS = (
    sa.update(rep_session).where(mine(rep_session), rep_session.c.rep_id == b("rep"), _open).values(set_of("ended_at"))
)
TIDY_SESSIONS = sa.delete(rep_session).where(mine(rep_session), rep_session.c.until < b("before"))

TRIES = select(sign_in_try.c.failures, sign_in_try.c.last_at, sign_in_try.c.until).where(
    mine(sign_in_try), sign_in_try.c.who == b("who")
)
ADD_TRY = sa.insert(sign_in_try)
DROP_TRY = sa.delete(sign_in_try).where(mine(sign_in_try), sign_in_try.c.who == b("who"))
TIDY_TRIES = sa.delete(sign_in_try).where(mine(sign_in_try), sign_in_try.c.last_at < b("before"))

CHANGE_REP = sa.update(rep).where(mine(rep), rep.c.id == b("of_rep")).values(set_of("role", "left_at"))
MENTEES = select(rep.c.id).where(mine(rep), rep.c.mentor_id == b("rep"))
LOGINS = select(rep.c.id, rep.c.login, rep.c.left_at).where(mine(rep))

# --- the audit --------------------------------------------------------------------------------------------------------

_AUDIT = (
    select(
        audit.c.id, audit.c.at, audit.c.rep_id, audit.c.role, audit.c.front, audit.c.what, audit.c.lead_id,
        audit.c.detail, audit.c.undoes,
    )
    .where(mine(audit), audit.c.rep_id.in_(any_of("reps")), audit.c.at >= b("since"))
    .order_by(audit.c.at.desc(), audit.c.id.desc())
    .limit(b("limit"))
)  # fmt: skip
AUDIT = _AUDIT
AUDIT_OF_LEAD = _AUDIT.where(audit.c.lead_id == b("lead"))
MEMBERS_EVER = select(rep.c.id, rep.c.login, rep.c.name).where(mine(rep))
AUDIT_NAMES = select(lead.c.id, lead.c.name).where(mine(lead), lead.c.id.in_(any_of("leads")), live())
