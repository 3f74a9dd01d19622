"""The recount of leads: what became of each against its last contact in the log, which kept where it left the lead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sdrdesk.dataclasses import replace
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.lead import Standing
from sdrdesk.store import compiled, leads
from sdrdesk.store.leads import Last
from sdrdesk.store.sql import as_sql, maybe, moment
from sdrdesk.store.store import Row, Unit

REWRITES = ("suppressed", "suppressed with", "suppression freed", "merged", "merged into", "unmerged", "unmerged from")
"""What is done to a lead's standing without a contact; each leaves its word in the audit."""


def wrong_leads(seat: Seat, unit: Unit) -> Iterator[tuple[str, dict[str, tuple[str, str]], dict[str, Any]]]:
    """Leads that do not say what the log says: id, what is stored and counted by name, and the columns that mend it.

    A lead that was written since its last contact (merged, listed) has no word in the log to be held to; one that
    converted since may have opened anew, and is held to its last contact and small yeses alone.
    """
    rewritten: dict[str, str] = dict(unit.all(compiled.REWRITTEN, named=list(REWRITES)))
    by_conversion = {rung.key for rung in seat.playbook.ladder if rung.won_by == "conversion"}
    for row in unit.all(compiled.LAST_WORDS):
        lead_id, at = row[0], row[9]
        if lead_id in rewritten and (at is None or rewritten[lead_id] >= at):
            continue
        standing, last = _said(row)
        stored = dict(zip(("outcome", "at", "by"), row[5:8], strict=True))
        counted = {"outcome": last.outcome, "at": as_sql(last.at), "by": last.by}
        won, given = set(leads.words(row[4])), set(standing.yeses if standing else ())
        # A conversion adds its own rungs, and asks for an answer anew.
        if not given <= won or not won <= given | by_conversion:
            stored["yeses"], counted["yeses"] = row[4], ",".join(standing.yeses if standing else ())
        if standing is None:
            stored["answered"], counted["answered"] = row[3], None
        elif not _has_converted_since(unit, row):
            stored |= {"stage": row[2], "answered": row[3]}
            counted |= {"stage": standing.stage.value, "answered": as_sql(standing.answered_at)}
        wrong = {
            name: (stored[name] or "none", counted[name] or "none") for name in stored if _differ(name, stored, counted)
        }
        if wrong:
            yield lead_id, wrong, _mend(seat, unit, lead_id, standing, last, wrong)


def _has_converted_since(unit: Unit, row: Row) -> bool:
    """Whether a lead took an offer after its last contact: what that kept of those before says it surest."""
    lead_id, at, before, newest = row[0], row[9], json.loads(row[12]), row[13]
    if newest is not None and newest >= at:
        return True
    known = before.get("came")
    # By the times alone there is none, but a clock may have been set back: looked at only where something differs.
    stored, said = (row[2], maybe(row[3])), json.loads(row[11])
    if known is None or stored == (said["stage"], maybe(said["answered_at"])):
        return False
    return any(one[0] not in known for one in unit.all(compiled.CAME, lead=lead_id))


def _said(row: Row) -> tuple[Standing | None, Last]:
    """Where the last contact left a lead, and that contact; None where no contact stands."""
    if row[11] is None:
        return None, Last()
    standing, _ = leads.restored(json.loads(row[11]))
    return standing, Last(row[8], moment(row[9]), row[10])


def _differ(name: str, stored: dict[str, Any], counted: dict[str, Any]) -> bool:
    if name in ("at", "answered"):
        return maybe(stored[name]) != maybe(counted[name])
    return bool((stored[name] or "") != (counted[name] or ""))


def _mend(
    seat: Seat, unit: Unit, lead_id: str, standing: Standing | None, last: Last, wrong: dict[str, tuple[str, str]]
) -> dict[str, Any]:
    """Every column of the lead's standing as the log has it; what the log does not speak of stays."""
    record = seat.lead(unit, lead_id)
    now = record.standing
    if standing is None:
        now = replace(now, answered_at=None)
    elif "stage" in wrong:
        now = standing
    elif "answered" in wrong:
        now = replace(now, answered_at=standing.answered_at)
    if standing is not None and "yeses" in wrong:
        now = replace(now, yeses=standing.yeses)
    return leads.moved(lead_id, now, record.row.grade, last)
