"""Written touches: the message as it would go, sending it once, and saying what became of one that is in doubt.

A mail is "sending" before a byte leaves and "sent" in the transaction that logs it. What is found "sending" later was
cut off in between: nobody knows, so a person is asked and nothing is sent again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.calls import permit
from sdrdesk.desk.calls.calling import Calling
from sdrdesk.desk.queue import Queue
from sdrdesk.desk.routing import pool
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import Logged
from sdrdesk.domain import messages
from sdrdesk.domain.lead import Visit
from sdrdesk.domain.messages import Server
from sdrdesk.domain.playbook import Channel, Then
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.errors import BadInput, DeskError, NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import clean

LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
"""Characters of an e-mail."""
MOST = 5000
"""Leads that are looked through for the e-mails of a day."""
REPLIED = "replied"
"""The outcome that says they wrote back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail as it is kept."""

    id: str
    """That of the activity which says it was sent."""
    lead_id: str
    state: str
    """One of "drafted", "sending", "sent" or "failed"."""
    way: str
    to: str
    subject: str
    body: str
    message_id: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message as it would go."""

    lead_id: str
    name: str
    channel: Channel
    to: str
    subject: str
    body: str
    missing: tuple[str, ...]
    """Facts that the template names and nobody knows."""
    link: str
    """Of a social touch: the page to open."""
    in_doubt: Mail | None
    """One to this lead that was cut off while it was sent."""
    last: Mail | None
    """The last that was sent to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """An e-mail in the hands of the rep's own mail program."""

    mail: Mail
    uri: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMails:
    """The e-mails of a day."""

    rows: tuple[QueueRow, ...]
    """Those that are due now, in the order of Ready."""
    later: int
    """Those of today that are not due yet, or whose people sleep."""


WEEK = 7
"""Days after which the name of a weekday would mean another day."""


class Mailing:
    """E-mails and social messages of the rep in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Write for the rep in `seat`."""
        self._seat = seat

    # --- before -------------------------------------------------------------------------------------------------------

    def due(self) -> DueMails:
        """The leads whose next touch is an e-mail of today; a call block does not narrow them."""
        queue, (_, end) = Queue(self._seat), self._seat.today(self._seat.clock.now())
        waiting = (row for row in queue.rows(Tab.WAITING, MOST) if row.channel is Channel.EMAIL)
        return DueMails(
            rows=tuple(row for row in queue.rows(Tab.READY, MOST) if row.channel is Channel.EMAIL),
            later=sum(row.opens_at is not None and row.opens_at < end for row in waiting),
        )

    def write(self, lead_id: str, channel: Channel = Channel.EMAIL) -> Written:
        """The message for a lead as its template makes it, or as the rep left it last."""
        from sdrdesk.feeds.mail_template import Filled, fill

        with self._seat.store.reading() as unit:
            record = self._seat.lead(unit, lead_id)
            kept = tuple(map(_read, unit.all(compiled.MAILS_OF_LEAD, lead=lead_id)))
            seen = leads.visits(unit, lead_id)
            history = unit.all(compiled.HISTORY, lead=lead_id)
        template = messages.choose(
            self._seat.playbook.templates, channel.value, record.standing.kind, self._number(record, channel)
        )
        facts = self._facts(record, seen) | {"called": _called(record, history, self._seat.clock.now())}
        sources = (template.subject, "\n".join(template.lines), template.link) if template else ("", "", "")
        subject, body, link = (fill(source, facts) if source else Filled("") for source in sources)
        draft = next((one for one in kept if one.state in ("drafted", "failed")), None)
        mine = draft if channel is Channel.EMAIL and draft and not _is_later(kept, draft) else None
        missing = () if mine else tuple(dict.fromkeys((*subject.missing, *body.missing)))
        return Written(
            lead_id=lead_id,
            name=record.row.name,
            channel=channel,
            to=record.row.email if channel is Channel.EMAIL else "",
            subject=mine.subject if mine else clean(subject.text),
            body=mine.body if mine else clean(body.text, multiline=True),
            missing=missing,
            link="" if link.missing else link.text,
            in_doubt=next((one for one in kept if one.state == "sending"), None),
            last=next((one for one in kept if one.state == "sent"), None),
        )

    def keep(self, lead_id: str, subject: str, body: str) -> None:
        """Keep a draft for the next time."""
        with self._seat.store.writing() as unit:
            self._seat.lead(unit, lead_id)
            self._put(unit, lead_id, "drafted", "", "", subject, body)

    # --- sending ------------------------------------------------------------------------------------------------------

    def send(self, lead_id: str, subject: str, body: str, server: Server) -> Logged:
        """Send an e-mail and log it, once.

        Raises:
            Refused: The rules forbid it, a fact is missing, or an earlier one is in doubt.
            NotSent: The server did not take it; the text is kept.
            MaybeSent: Nobody knows; `settle` says which.
        """
        from sdrdesk.feeds.mail_out import NotSent, message, post

        now, rep = self._seat.clock.now(), self._seat.rep
        if not server.sender:
            raise BadInput("Nobody would be the sender", "Your own address is not known", "Set email in the settings")
        with self._seat.store.writing() as unit:
            record = self._allowed(unit, lead_id, subject, body)
            mail = self._put(unit, lead_id, "sending", "smtp", record.row.email, subject, body, server.sender)
            made = message(
                sender=(rep.name, server.sender), to=(record.row.name, record.row.email), subject=mail.subject,
                body=mail.body, message_id=mail.message_id, at=now, unsubscribe=server.unsubscribe,
            )  # fmt: skip
        try:
            post(made, server)
        except NotSent as error:
            with self._seat.store.writing() as unit:
                self._move(unit, mail, "failed", error.message)
            raise
        return self._sent(mail)

    def hand_over(self, lead_id: str, subject: str, body: str) -> Handed:
        """Give an e-mail to the rep's own mail program; `settle` says afterwards whether it went."""
        from sdrdesk.feeds.mail_out import mailto

        with self._seat.store.writing() as unit:
            record = self._allowed(unit, lead_id, subject, body)
            mail = self._put(unit, lead_id, "sending", "mailto", record.row.email, subject, body)
        return Handed(mail=mail, uri=mailto(mail.to, mail.subject, mail.body), name=record.row.name)

    def settle(self, mail_id: str, *, was_sent: bool) -> Logged | None:
        """Say what became of a mail that is in doubt: sent, and it is logged; or not, and it is a draft again."""
        with self._seat.store.writing() as unit:
            mail = _found(unit, mail_id)
            self._seat.lead(unit, mail.lead_id)
            if not was_sent and mail.state == "sending":
                self._move(unit, mail, "drafted", "")
        return self._sent(mail) if was_sent else None

    def of(self, lead_id: str) -> tuple[Mail, ...]:
        """E-mails to a lead, newest first."""
        with self._seat.store.reading() as unit:
            self._seat.lead(unit, lead_id)
            return tuple(map(_read, unit.all(compiled.MAILS_OF_LEAD, lead=lead_id)))

    def done(self, lead_id: str, channel: Channel, *, note: str = "", activity_id: str | None = None) -> Logged:
        """Log a written touch that was made by hand."""
        return Calling(self._seat).log(lead_id, self._outcome(channel), note=note, activity_id=activity_id)

    def replied(self, lead_id: str, *, note: str = "", activity_id: str | None = None) -> Logged:
        """Log that a lead wrote back."""
        return Calling(self._seat).log(lead_id, REPLIED, note=note, activity_id=activity_id)

    # --- rules --------------------------------------------------------------------------------------------------------

    def _allowed(self, unit: Unit, lead_id: str, subject: str, body: str) -> LeadRecord:
        """The lead, if an e-mail with this text may go to it now."""
        now = self._seat.clock.now()
        record = pool.own(self._seat, unit, lead_id, now)
        permit.may_log(self._seat, unit, record, now)
        permit.may_email(self._seat, unit, record, now)
        self._outcome(Channel.EMAIL)
        if not clean(subject) or not clean(body):
            raise BadInput("An e-mail needs a subject and a text", "", "Write them")
        if len(subject) > LONGEST_SUBJECT or len(body) > LONGEST_BODY:
            raise BadInput("That e-mail is too long", f"{LONGEST_BODY:,} characters at most", "Shorten it")
        if open_ := missing_in(subject, body):
            raise Refused(
                f"Not known of {record.row.name}: {', '.join(open_)}", "Write it in its place", code="missing_fact"
            )
        kept = map(_read, unit.all(compiled.MAILS_OF_LEAD, lead=lead_id))
        if doubtful := next((one for one in kept if one.state == "sending"), None):
            raise Refused(
                f'"{doubtful.subject}" to {record.row.name} was cut off while it was sent',
                "Look into the sent folder and say whether it went",
                code="in_doubt",
            )
        return record

    def _number(self, record: LeadRecord, channel: Channel) -> int:
        """Which message of the cadence it would be."""
        steps = self._seat.playbook.cadence_of(record.standing.tier).steps[: record.standing.step + 1]
        return max(1, sum(one.channel is channel for one in steps))

    def _outcome(self, channel: Channel) -> str:
        """The outcome that says a message went out."""
        for key, rule in self._seat.playbook.outcomes.items():
            if rule.channel is channel and rule.then is Then.CADENCE:
                return key
        raise BadInput(f"The playbook has no outcome for {channel} touches", "", "Add one: sdrdesk playbook show")

    def _facts(self, record: LeadRecord, seen: tuple[Visit, ...]) -> dict[str, str]:
        """What is known of a lead, by the names of FACTS."""
        from sdrdesk.feeds.lead_file import split_name

        row, rep = record.row, self._seat.rep
        first, last, full = split_name(row.name)
        pages = [one for one in seen if not one.is_mail and one.seconds]
        longest = max(pages, key=lambda one: (one.seconds, one.at), default=None)
        return {
            "name": full,
            "first_name": first or last,
            "last_name": last if first else "",
            "company": row.company,
            "title": row.title,
            "city": row.city,
            "offer": row.offer_title,
            "day": _day(record, row.converted_at, self._seat.clock.now()),
            "page": longest.page if longest else "",
            "minutes": str(max(1, round(longest.seconds / 60))) if longest else "",
            "rep": rep.name,
            "rep_first_name": rep.name.split(" ")[0],
            "team": rep.team_name,
        }

    # --- the book -----------------------------------------------------------------------------------------------------

    def _put(
        self, unit: Unit, lead_id: str, state: str, way: str, to: str, subject: str, body: str, sender: str = ""
    ) -> Mail:
        """Write a lead's draft: the one there is, else a new one. `sender` is whose address makes its Message-ID."""
        now = self._seat.clock.now()
        kept = map(_read, unit.all(compiled.MAILS_OF_LEAD, lead=lead_id))
        before = next((one for one in kept if one.state in ("drafted", "failed")), None)
        mail_id = before.id if before else new_id(now)
        texts = {"subject": clean(subject), "body": clean(body, multiline=True)}
        message_id = f"{mail_id}.{new_id(now)[-8:]}@{sender.rpartition('@')[2]}" if sender else ""
        columns: dict[str, Any] = {"state": state, "way": way, "recipient": to, "reason": "", **texts}
        columns |= {"message_id": message_id, "changed_at": now}
        if before is None:
            unit.run(compiled.ADD_MAIL, id=mail_id, lead_id=lead_id, rep_id=self._seat.rep.id, **columns)
        else:
            self._change(unit, before, columns)
        return _found(unit, mail_id)

    def _move(self, unit: Unit, mail: Mail, state: str, reason: str) -> None:
        columns = {"state": state, "way": mail.way, "recipient": mail.to, "subject": mail.subject, "body": mail.body}
        columns |= {"message_id": mail.message_id, "reason": reason}
        self._change(unit, mail, {**columns, "changed_at": self._seat.clock.now()})

    @staticmethod
    def _change(unit: Unit, before: Mail, columns: dict[str, Any]) -> None:
        changed = {f"set_{name}": value for name, value in columns.items()}
        if not unit.changed(compiled.CHANGE_MAIL, of_mail=before.id, from_state=before.state, **changed):
            raise Refused("That e-mail has changed meanwhile", "Look again", code="changed")

    def _sent(self, mail: Mail) -> Logged:
        """Mark a mail as sent and log it, in one transaction; one that is logged already gives the same answer."""
        calling, outcome = Calling(self._seat), self._outcome(Channel.EMAIL)
        try:
            with self._seat.store.writing() as unit:
                if mail.state == "sending":
                    self._move(unit, mail, "sent", "")
                    return calling.log_in(unit, mail.lead_id, outcome, activity_id=mail.id, note=mail.subject)
        except DeskError as error:
            with self._seat.store.writing() as unit:
                self._move(unit, mail, "sent", error.title)
            raise Refused(f"Sent, but not logged: {error.title}", error.hint, code="not_logged") from None
        return calling.log(mail.lead_id, outcome, activity_id=mail.id, note=mail.subject)


def missing_in(*texts: str) -> tuple[str, ...]:
    """Facts that still stand as {{ words }} in a text."""
    import re

    return tuple(dict.fromkeys(name for text in texts for name in re.findall(r"\{\{\s*(.{0,60}?)\s*\}\}", text)))


def _found(unit: Unit, mail_id: str) -> Mail:
    row = unit.first(compiled.MAIL, mail=mail_id)
    if row is None:
        raise NotFound("No such e-mail", mail_id)
    return _read(row)


def _called(record: LeadRecord, history: Sequence[Row], now: datetime) -> str:
    """The day of the last call since the lead converted; "" before the first."""
    last = next((moment(row[1]) for row in history if row[3] == Channel.CALL), None)
    return _day(record, last, now) if last and last >= record.row.converted_at else ""


def _day(record: LeadRecord, at: datetime, now: datetime) -> str:
    """A day on the lead's calendar, as a mail calls it: "Tuesday", and "17 November" where there was one since."""
    day, today = (record.row.place.local(one).date() for one in (at, now))
    return f"{day:%A}" if (today - day).days < WEEK else f"{day.day} {day:%B}"


def _read(row: Row) -> Mail:
    return Mail(
        id=row[0], lead_id=row[1], state=row[3], way=row[4], to=row[5], subject=row[6], body=row[7], message_id=row[8],
        reason=row[9], at=moment(row[10]),
    )  # fmt: skip


def _is_later(kept: tuple[Mail, ...], draft: Mail) -> bool:
    """Whether something was sent after a draft was left: then that draft is of the past."""
    return any(one.state == "sent" and one.at > draft.at for one in kept)
