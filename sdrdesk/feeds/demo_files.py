"""The demo team as files a person can read and edit: `data/demo/`. Its README says what each column holds.

Nothing in them has a date: every moment is told from the desk's own, so that the team is as busy next year as today.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.errors import BadInput


class Count(StrEnum):
    """What a `When` counts."""

    TIME = "time"
    """Hours, minutes and seconds from the desk's moment: "-1m48s"."""
    DAYS = "d"
    """Days of the calendar, with a time of day: "-3d 21:15"."""
    WORKDAYS = "w"
    """Working days of the team, with a time of day: "-3w 10:40"; "0w" is today."""


_LENGTH = re.compile(r"([+-])(?=\d)(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?$")
_DAY = re.compile(r"([+-]?\d{1,4})([dw]) ([01]?\d|2[0-3]):([0-5]\d)$")


@dataclass(frozen=True, slots=True)
class When:
    """A moment told from another one."""

    count: Count
    days: int = 0
    clock: time = time(0)
    length: timedelta = timedelta()

    @classmethod
    def parse(cls, text: str) -> When:
        """Read "-1m48s", "-3d 21:15" or "-3w 10:40"; ValueError says how it is written."""
        if match := _LENGTH.match(text):
            hours, minutes, seconds = (int(digits or 0) for digits in match.groups()[1:])
            length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
            return cls(Count.TIME, length=-length if match[1] == "-" else length)
        if match := _DAY.match(text):
            return cls(Count(match[2]), int(match[1]), time(int(match[3]), int(match[4])))
        raise ValueError(f'"{text}" is no moment: write "-1m48s", "-3d 21:15" or "-3w 10:40"')


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRep:
    """A member of the team; times are on the team's clock."""

    login: str
    name: str
    role: str
    zone: str
    started: When
    passes: Mapping[str, When]
    """Offer and when its quiz was passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLead:
    """A person, with the company's address unless they have their own."""

    key: str
    owner: str
    first_name: str
    last_name: str
    title: str
    company: str
    industry: str
    people: int | None
    email: str
    phone: str
    city: str
    state: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVisit:
    """A page read or a mail opened, told from the conversion it belongs to."""

    when: When
    page: str
    seconds: int
    is_mail: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoConversion:
    """An offer taken; `when` is on the prospect's clock."""

    lead: str
    offer: str
    when: When
    source: str
    campaign: str
    visits: tuple[DemoVisit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoActivity:
    """A contact that happened: `when` is on the team's clock, `callback` and `meeting` are on the prospect's."""

    lead: str
    rep: str
    when: When
    outcome: str
    seconds: int
    note: str
    reason: str
    callback: When | None
    meeting: When | None
    yeses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDecision:
    """What the account executive makes of a lead's meeting, if it is held."""

    lead: str
    decision: str
    """"accepted" or "refused"."""
    amount: int | None
    """Of what was accepted, in cents."""
    closed: str
    """"won", "lost", or "" while it is open."""
    reason: str
    """Why it was refused or lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoBlock:
    """A call block that is over; `when` it began is on the team's clock."""

    rep: str
    when: When
    minutes: int
    goal: str
    aim: int
    only: Mapping[str, str]
    """Which leads, by field of the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCommitment:
    """What a rep commits to for a day; `when` is on the team's clock."""

    rep: str
    when: When
    words: str
    is_shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Everything in the folder."""

    team: str
    goals: Mapping[str, int]
    """Where the team's daily goals differ from the shipped playbook's."""
    aliases: Mapping[str, str]
    """Names of forms, and the offers they stand for."""
    reps: tuple[DemoRep, ...]
    leads: Mapping[str, DemoLead]
    conversions: tuple[DemoConversion, ...]
    activities: tuple[DemoActivity, ...]
    decisions: tuple[DemoDecision, ...]
    """At most one for each lead; a meeting of a lead without one is never decided."""
    blocks: tuple[DemoBlock, ...]
    commitments: tuple[DemoCommitment, ...]


def read_demo(folder: Path) -> Demo:
    """The demo team in `folder`.

    Raises:
        BadInput: A file is missing, or a line of it cannot be used.
    """
    team = _team(folder / "team.toml")
    companies = {row["company"]: row for _, row in _rows(folder / "companies.csv")}
    leads = {row["lead"]: _lead(where, row, companies) for where, row in _rows(folder / "leads.csv")}
    visits: dict[tuple[str, str], list[DemoVisit]] = {}
    for where, row in _rows(folder / "visits.csv"):
        visit = DemoVisit(
            when=_when(where, row["when"]),
            page=row["page"],
            seconds=int(row["seconds"] or 0),
            is_mail=row["mail"] == "yes",
        )
        visits.setdefault((row["lead"], row["offer"]), []).append(visit)
    conversions = tuple(
        DemoConversion(
            lead=_known(where, row["lead"], leads),
            offer=row["offer"],
            when=_when(where, row["when"]),
            source=row["source"],
            campaign=row["campaign"],
            visits=tuple(visits.get((row["lead"], row["offer"]), ())),
        )
        for where, row in _rows(folder / "conversions.csv")
    )
    activities = tuple(_activity(where, row, leads) for where, row in _rows(folder / "activities.csv"))
    return Demo(
        team=team["name"],
        goals=team.get("goals", {}),
        aliases=team.get("aliases", {}),
        reps=tuple(_rep(row) for row in team["reps"]),
        leads=leads,
        conversions=conversions,
        activities=activities,
        decisions=tuple(_decision(where, row, leads) for where, row in _rows(folder / "decisions.csv")),
        blocks=tuple(_block(row) for row in team.get("blocks", ())),
        commitments=tuple(_commitment(row) for row in team.get("commitments", ())),
    )


def _team(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{file} cannot be used", str(error), "Restore the file") from error


def _rows(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """File and line of each row, and its cells by column."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            for row in reader:
                where = f"{file}:{reader.line_num}"
                if None in row or None in row.values():
                    raise BadInput(f"{where} cannot be used", "it has more or fewer cells than the header")
                yield where, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{file} cannot be used", str(error), "Restore the file") from error


def _when(where: str, text: str) -> When:
    try:
        return When.parse(text)
    except ValueError as error:
        raise BadInput(f"{where} cannot be used", str(error)) from error


def _known(where: str, key: str, leads: Mapping[str, DemoLead]) -> str:
    if key not in leads:
        raise BadInput(f"{where} cannot be used", f'leads.csv has no lead "{key}"')
    return key


def _rep(row: Mapping[str, Any]) -> DemoRep:
    return DemoRep(
        login=row["login"],
        name=row["name"],
        role=row["role"],
        zone=row["zone"],
        started=When.parse(row["started"]),
        passes={offer: When.parse(text) for offer, text in row.get("passes", {}).items()},
    )


def _block(row: Mapping[str, Any]) -> DemoBlock:
    return DemoBlock(
        rep=row["rep"],
        when=When.parse(row["when"]),
        minutes=row["minutes"],
        goal=row["goal"],
        aim=row["aim"],
        only=row.get("only", {}),
    )


def _commitment(row: Mapping[str, Any]) -> DemoCommitment:
    return DemoCommitment(
        rep=row["rep"], when=When.parse(row["when"]), words=row["words"], is_shared=row.get("shared", False)
    )


def _lead(where: str, row: Mapping[str, str], companies: Mapping[str, Mapping[str, str]]) -> DemoLead:
    company = companies.get(row["company"], {})
    if row["company"] and not company:
        raise BadInput(f"{where} cannot be used", f'companies.csv has no company "{row["company"]}"')
    address: Mapping[str, str] = row if row["country"] else company
    people = company.get("people", "")
    return DemoLead(
        key=row["lead"],
        owner=row["owner"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        title=row["title"],
        company=row["company"],
        industry=company.get("industry", ""),
        people=int(people) if people else None,
        email=row["email"],
        phone=row["phone"],
        city=address.get("city", ""),
        state=address.get("state", ""),
        country=address.get("country", ""),
    )


def _activity(where: str, row: Mapping[str, str], leads: Mapping[str, DemoLead]) -> DemoActivity:
    moments: Sequence[When | None] = [
        _when(where, row[name]) if row[name] else None for name in ("callback", "meeting")
    ]
    return DemoActivity(
        lead=_known(where, row["lead"], leads),
        rep=row["rep"],
        when=_when(where, row["when"]),
        outcome=row["outcome"],
        seconds=int(row["seconds"] or 0),
        note=row["note"],
        reason=row["reason"],
        callback=moments[0],
        meeting=moments[1],
        yeses=tuple(row["yeses"].split(",")) if row["yeses"] else (),
    )


def _decision(where: str, row: Mapping[str, str], leads: Mapping[str, DemoLead]) -> DemoDecision:
    if row["decision"] not in ("accepted", "refused") or row["closed"] not in ("", "won", "lost"):
        raise BadInput(f"{where} cannot be used", "a decision is accepted or refused, and then won, lost or empty")
    return DemoDecision(
        lead=_known(where, row["lead"], leads),
        decision=row["decision"],
        amount=int(row["amount"]) * 100 if row["amount"] else None,
        closed=row["closed"],
        reason=row["reason"],
    )
