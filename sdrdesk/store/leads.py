"""Leads as values: rows read into them, standings written back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import lru_cache

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Activity, Conversion, Standing, Touch, Visit, Why
from sdrdesk.domain.playbook import Channel, Stage
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.store import compiled
from sdrdesk.store.sql import as_sql, maybe, moment
from sdrdesk.typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sdrdesk.store.store import Row, Unit

QUEUE_COLUMNS = 29
"""How many columns of a lead's row make a `QueueRow`."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last touch of a lead, as its row keeps it."""

    outcome: str = ""
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class LeadRecord:
    """One lead with everything a use case needs to decide on it."""

    row: QueueRow
    owner_id: str
    owner: str
    people: int | None
    industry: str
    company_key: str
    points: int
    standing: Standing
    last: Last
    routed: str = ""
    """Why its owner has it."""

    @property
    def place(self) -> Place:
        """Where the prospect is."""
        return self.row.place


@lru_cache(maxsize=1024)
def queue_row(row: Row, tab: Tab = Tab.READY, opens_at: datetime | None = None, pool: str = "") -> QueueRow:
    """A row of the queue's statements as a value.

    Remembered: a screen that reads again finds nearly the same rows, and making five hundred of them takes 15 ms.
    """
    return QueueRow(
        lead_id=row[0],
        name=row[1],
        company=row[2],
        title=row[3],
        phone=row[4],
        email=row[5],
        city=row[6],
        place=Place.parse(row[7]),
        stage=Stage(row[8]),
        kind=row[9],
        offer=row[10],
        offer_title=row[11],
        tier=row[12],
        band=row[13],
        grade=row[14],
        grade_note=row[15],
        converted_at=moment(row[16]),
        channel=Channel(row[17]),
        why=Why(row[18]) if row[18] else None,
        step=row[19],
        due_at=maybe(row[20]),
        answer_by=maybe(row[21]),
        answered_at=maybe(row[22]),
        last_outcome=row[23],
        last_at=maybe(row[24]),
        gate=row[25],
        held_until=maybe(row[26]),
        held_by=row[27],
        meets_at=maybe(row[28]),
        tab=tab,
        opens_at=opens_at,
        pool=pool,
    )


def find(unit: Unit, lead_id: str) -> LeadRecord | None:
    """The lead, or None."""
    row = unit.first(compiled.LEAD, lead=lead_id)
    if row is None:
        return None
    head = queue_row(row)
    owner_id, owner, people, industry, company_key, retries, yeses, points, last_by, routed = row[QUEUE_COLUMNS:]
    touch = None
    if head.why is not None and head.due_at is not None and head.answer_by is not None:
        touch = Touch(channel=head.channel, due_at=head.due_at, answer_by=head.answer_by, why=head.why)
    return LeadRecord(
        row=head,
        owner_id=owner_id,
        owner=owner,
        people=people,
        industry=industry,
        company_key=company_key,
        points=points,
        standing=Standing(
            stage=head.stage,
            kind=head.kind,
            offer=head.offer,
            converted_at=head.converted_at,
            tier=head.tier,
            step=head.step,
            retries=retries,
            touch=touch,
            answered_at=head.answered_at,
            yeses=words(yeses),
            gate=head.gate,
            meets_at=head.meets_at,
        ),
        last=Last(head.last_outcome, head.last_at, last_by),
        routed=routed,
    )


def words(text: str) -> tuple[str, ...]:
    """A stored list of keys."""
    return tuple(text.split(",")) if text else ()


def standing_columns(standing: Standing, grade: str) -> dict[str, Any]:
    """The columns of a lead's row that its standing decides, as they are stored."""
    return _kept(standing) | {
        "band": standing.band,
        "rank": standing.rank(grade),
        "order_at": as_sql(standing.order_at),
    }


def _kept(standing: Standing) -> dict[str, Any]:
    """Those that say all of a standing; the others are for finding it in the queue."""
    touch = standing.touch
    return {
        "stage": standing.stage.value,
        "kind": standing.kind,
        "offer": standing.offer,
        "converted_at": as_sql(standing.converted_at),
        "tier": standing.tier,
        "due_at": as_sql(touch.due_at) if touch else None,
        "answer_by": as_sql(touch.answer_by) if touch else None,
        "channel": touch.channel.value if touch else Channel.CALL.value,
        "why": touch.why.value if touch else "",
        "step": standing.step,
        "retries": standing.retries,
        "answered_at": as_sql(standing.answered_at),
        "yeses": ",".join(standing.yeses),
        "gate": standing.gate,
        "meets_at": as_sql(standing.meets_at),
    }


def move(
    unit: Unit, lead_id: str, standing: Standing, grade: str, last: Last, *, held_as: QueueRow | None = None
) -> None:
    """Write a lead's new standing; whoever held it lets go, unless it stays `held_as` it was."""
    unit.run(compiled.MOVE_LEAD, **moved(lead_id, standing, grade, last, held_as=held_as))


def moved(
    lead_id: str, standing: Standing, grade: str, last: Last, *, held_as: QueueRow | None = None
) -> dict[str, Any]:
    """The parameters of `move`'s statement."""
    columns = standing_columns(standing, grade) | {
        "last_outcome": last.outcome,
        "last_at": as_sql(last.at),
        "last_by": last.by,
        "held_by": held_as.held_by if held_as else "",
        "held_until": as_sql(held_as.held_until) if held_as else None,
    }
    return {"of_lead": lead_id} | {f"set_{name}": value for name, value in columns.items()}


TICK = timedelta(microseconds=1)


def after_last(now: datetime, *moments: datetime | None) -> datetime:
    """Now, but later than what is on record: the order holds even if the clock was set back."""
    return max([now, *(at + TICK for at in moments if at is not None)])


def snapshot(standing: Standing, last: Last) -> dict[str, Any]:
    """A standing and last touch as plain data, for undo and for the audit."""
    return _kept(standing) | {"last_outcome": last.outcome, "last_at": as_sql(last.at), "last_by": last.by}


def restored(data: dict[str, Any]) -> tuple[Standing, Last]:
    """What `snapshot` kept."""
    touch = None
    if data["due_at"] and data["answer_by"]:
        touch = Touch(
            channel=Channel(data["channel"]),
            due_at=moment(data["due_at"]),
            answer_by=moment(data["answer_by"]),
            why=Why(data["why"]),
        )
    standing = Standing(
        stage=Stage(data["stage"]),
        kind=data["kind"],
        offer=data["offer"],
        converted_at=moment(data["converted_at"]),
        tier=data["tier"],
        step=data["step"],
        retries=data["retries"],
        touch=touch,
        answered_at=maybe(data["answered_at"]),
        yeses=words(data["yeses"]),
        gate=data["gate"],
        meets_at=maybe(data.get("meets_at")),
    )
    return standing, Last(data["last_outcome"], maybe(data["last_at"]), data["last_by"])


def conversions(unit: Unit, lead_id: str) -> tuple[Conversion, ...]:
    """A lead's conversions, oldest first."""
    found = (
        Conversion(
            id=row[0],
            offer=row[1],
            offer_title=row[2],
            kind=row[3],
            at=moment(row[4]),
            source=row[5],
            campaign=row[6],
            arm=row[7],
        )
        for row in unit.all(compiled.CONVERSIONS, lead=lead_id)
    )
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def visits(unit: Unit, lead_id: str) -> tuple[Visit, ...]:
    """A lead's newest page views and mail opens."""
    return tuple(
        Visit(at=moment(row[0]), page=row[1], seconds=row[2], is_mail=bool(row[3]))
        for row in unit.all(compiled.VISITS, lead=lead_id)
    )


def said(unit: Unit, lead_id: str) -> tuple[tuple[str, str], ...]:
    """What somebody wrote into forms, each question with its newest answer."""
    found: dict[str, str] = {}
    for _, pairs in unit.all(compiled.SAID, lead=lead_id):
        for question, answer in json.loads(pairs):
            found.setdefault(question, answer)
    return tuple(found.items())


def history(unit: Unit, lead_id: str, labels: dict[str, str]) -> tuple[Activity, ...]:
    """What was done with a lead, newest first, without what was undone."""
    return tuple(
        Activity(
            id=row[0],
            at=moment(row[1]),
            rep_name=row[2],
            channel=Channel(row[3]),
            outcome=row[4],
            outcome_label=labels.get(row[4]) or str(row[4]),
            seconds=row[5],
            note=row[6],
            reason=row[7],
            yeses=words(row[8]),
        )
        for row in unit.all(compiled.HISTORY, lead=lead_id)
    )


def write_audit(
    unit: Unit,
    audit_id: str,
    *,
    at: datetime,
    rep_id: str,
    what: str,
    lead_id: str = "",
    detail: Any,
    undoes: str = "",
) -> None:
    """Add a line to the audit; `undoes` names the line that it takes back."""
    unit.run(
        compiled.ADD_AUDIT,
        id=audit_id,
        at=at,
        rep_id=rep_id,
        what=what,
        lead_id=lead_id,
        detail=json.dumps(detail, ensure_ascii=False, separators=(",", ":")),
        undoes=undoes,
        role=unit.sitting.role,
        front=unit.sitting.front,
    )
