"""Leads by hand: add one, edit one, find one by what people call it."""

from __future__ import annotations

from datetime import datetime

from sdrdesk.dataclasses import replace
from sdrdesk.desk.law import listings
from sdrdesk.desk.people.roster import learn_holidays
from sdrdesk.desk.searching import matching
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import LeadForm
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Place, zone
from sdrdesk.errors import BadInput, NotFound, Refused
from sdrdesk.ids import LENGTH, new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.store import Unit
from sdrdesk.text import clean, fold
from sdrdesk.typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sdrdesk.domain.intake import Incoming

# What takes leads in is imported where one is written: nearly always a lead is only looked for.


class Leads:
    """Leads of the rep in the seat, by hand."""

    def __init__(self, seat: Seat) -> None:
        """Work for the rep in `seat`."""
        self._seat = seat

    def add(self, form: LeadForm) -> str:
        """Add a lead that converted just now; its id. The same person again joins the lead that is there."""
        from sdrdesk.desk.intake.arrivals import Arrival, Arrivals

        now = self._seat.clock.now()
        if not form.offer:
            raise BadInput("Which offer did they convert on?", "", f"One of: {', '.join(sorted(self._seat.kinds))}")
        if form.offer not in self._seat.kinds:
            raise BadInput(f'No offer "{clean(form.offer)}"', "", f"One of: {', '.join(sorted(self._seat.kinds))}")
        incoming = read_form(form, now, "")
        if not incoming.email and not incoming.phone:
            raise BadInput("A lead needs an e-mail address or a phone number", "", "Give one of them")
        self._learn_place(incoming.place)
        with self._seat.store.writing() as unit:
            owner_id, why = self._owner_of(unit, incoming)
            arrival = Arrival(incoming=incoming, offer=form.offer, owner_id=owner_id, why=why)
            (taken,) = Arrivals(self._seat).take(unit, [arrival])
            if taken.what == "suppressed":
                raise Refused("That number or address asked not to be contacted", "Nobody may call", code="suppressed")
            if taken.what == "busy":
                raise Refused("That person is in an import that is running", "Try again in a minute", code="busy")
        return taken.lead_id

    def _owner_of(self, unit: Unit, incoming: Incoming) -> tuple[str, str]:
        """Who gets a lead typed by hand, and why: who has the company, else who types."""
        from sdrdesk.desk.routing.sharing import company_owners

        rep, company = self._seat.rep, incoming.company_key
        if company and self._seat.playbook.routing.same_company:
            names = {row[0]: row[2] for row in unit.all(compiled.REPS)}
            owner = company_owners(unit, [company]).get(company, "")
            if owner in names:
                return owner, f"{names[owner]} has the leads of {incoming.company}"
        return rep.id, f"{rep.name} added it"

    def form(self, lead_id: str) -> LeadForm:
        """A lead's fields as a person would type them."""
        with self._seat.store.reading() as unit:
            return _form_of(self._seat.lead(unit, lead_id))

    def edit(self, lead_id: str, form: LeadForm) -> None:
        """Change who a lead is; the next touch moves into the new place's calling hours. Audited."""
        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            incoming = _moved(self._seat.lead(unit, lead_id), form, now)
        self._learn_place(incoming.place)
        with self._seat.store.writing() as unit:
            record = self._seat.lead(unit, lead_id)
            before = _form_of(record)
            incoming = _moved(record, form, now)
            self._write(unit, record, incoming)
            changed = {
                name: [getattr(before, name), getattr(form, name)]
                for name in ("name", "company", "title", "email", "phone", "city", "people")
                if getattr(before, name) != getattr(form, name)
            }
            self._audit(unit, now, "edited", lead_id, changed)

    def set_zone(self, lead_id: str, zone_name: str) -> None:
        """Say what time zone a lead is in."""
        self.edit(lead_id, replace(self.form(lead_id), zone=zone_name))

    def find(self, words: str) -> str:
        """The id of the lead meant by an id, a unique ending of one (six or more), or an exact name.

        Raises:
            NotFound: None, or more than one.
        """
        wanted = clean(words)
        is_hex = len(wanted) >= 6 and all(one in "0123456789abcdef" for one in wanted.casefold())
        with self._seat.store.reading() as unit:
            if len(wanted) == LENGTH and leads.find(unit, wanted.casefold()):
                return wanted.casefold()
            if is_hex:
                found = unit.all(compiled.LEADS_ENDING, ending=f"%{wanted.casefold()}")
                if len(found) == 1:
                    return str(found[0][0])
                if found:
                    raise NotFound(f'More than one lead ends in "{wanted}"', "", "Give more of the id")
            rows = matching(self._seat, unit, f"%{fold(wanted).replace(' ', '%')}%", 50)
        named = [row for row in rows if fold(row[1]) == fold(wanted)]
        if len(named) == 1:
            return str(named[0][0])
        if named:
            raise NotFound(f'{len(named)} leads are called "{wanted}"', "", "Give the id: sdrdesk search NAME")
        raise NotFound(f'No lead "{wanted}"', "", "Look it up with: sdrdesk search NAME")

    def _write(self, unit: Unit, record: LeadRecord, incoming: Incoming) -> None:
        from sdrdesk.desk.intake.arrivals import Arrivals, person_columns

        lead_id = record.row.lead_id
        if incoming.email_key:
            same = [row for row in unit.all(compiled.BY_EMAIL, emails=[incoming.email_key]) if row[1] != lead_id]
            if same:
                raise BadInput(f"Another lead has the address {incoming.email}", "", "Find it with / before you change")
        if (incoming.phone, incoming.email) != (record.row.phone, record.row.email):
            entries = listings.of_person(self._seat, unit, incoming.phone, incoming.email)
            if entry := listings.forbidding(entries):
                told = entry.told(self._seat.clock.now(), self._seat.rep.zone)
                raise Refused(f"Nobody may use that number or address: {told}", "Leave it out", code="suppressed")
        if unit.first(compiled.ERASED, lead=lead_id):
            raise Refused("This person was erased", "Add whoever it is now as a new lead", code="erased")
        columns = person_columns(incoming)
        unit.run(compiled.EDIT_LEAD, of_lead=lead_id, **{f"set_{name}": value for name, value in columns.items()})
        unit.run(compiled.ADD_PLACE, key=incoming.place.key)
        standing = record.standing
        if standing.touch and incoming.place != record.place:
            due = self._seat.rules.calendar.next_open(incoming.place, standing.touch.due_at) or standing.touch.due_at
            standing = replace(standing, touch=replace(standing.touch, due_at=due))
        graded = Arrivals(self._seat).regrade(unit, lead_id, standing, incoming.title, incoming.people)
        if standing != record.standing:
            leads.move(unit, lead_id, standing, graded.grade, record.last, held_as=record.row)
        unit.run(
            compiled.GRADE_LEAD,
            of_lead=lead_id,
            set_points=graded.points,
            set_grade=graded.grade,
            set_grade_note=graded.note,
            set_rank=standing.rank(graded.grade),
        )

    def _learn_place(self, place: Place) -> None:
        if not place.is_known:
            return
        calendar = learn_holidays(self._seat.store, self._seat.rules.calendar, self._seat.clock.now(), [place])
        self._seat.rules = Rules(self._seat.playbook, calendar)

    def _audit(self, unit: Unit, at: datetime, what: str, lead_id: str, detail: Any) -> None:
        leads.write_audit(unit, new_id(at), at=at, rep_id=self._seat.rep.id, what=what, lead_id=lead_id, detail=detail)


def read_form(form: LeadForm, now: datetime, keep: str) -> Incoming:
    """A typed form as clean values.

    Args:
        form: What was typed.
        now: The moment it was typed.
        keep: Key of the place to keep when the form says nothing new about it; "" works it out.
    """
    from sdrdesk.domain.intake import Incoming
    from sdrdesk.feeds.contact import read_email, read_phone
    from sdrdesk.feeds.places import locate

    name = clean(form.name)
    if not name:
        raise BadInput("A lead needs a name", "", "Type one")
    country = clean(form.country)
    phone = read_phone(form.phone, country[:2].upper() if len(country) == 2 else "US")
    email = read_email(form.email)
    for what, fault, typed in (("phone", phone.fault, form.phone), ("e-mail", email.fault, form.email)):
        if fault:
            raise BadInput(f'The {what} "{clean(typed)}" {fault}', "", "Correct it or leave it empty")
    located = locate(country, clean(form.state), clean(form.city), "", phone.e164, now.year)
    place = Place.parse(keep) if keep else located.place
    if form.zone and not keep:
        place = Place(place.region or located.country, _zones(form.zone))
    return Incoming(
        full_name=name,
        company=clean(form.company),
        title=clean(form.title),
        email=email.address,
        phone=phone.e164,
        phone_shown=phone.shown,
        country=located.country,
        state=located.state,
        city=clean(form.city),
        place=place,
        people=form.people,
        converted_at=now,
        source=clean(form.source),
    )


def _moved(record: LeadRecord, form: LeadForm, now: datetime) -> Incoming:
    """An edited lead: its place stays unless the form says another zone, address or number."""
    before, row = _form_of(record), record.row
    if form.zone not in ("", before.zone):
        return read_form(form, now, "")
    incoming = read_form(form, now, row.place.key)
    said = (form.country, form.state, form.city, incoming.phone)
    if said == (before.country, before.state, before.city, row.phone):
        return incoming
    return read_form(replace(form, zone=""), now, "")


def _zones(name: str) -> tuple[str, ...]:
    try:
        zone(clean(name))
    except (KeyError, ValueError, OSError):
        raise BadInput(f'No time zone "{clean(name)}"', "", 'Write it like "Europe/Berlin"') from None
    return (clean(name),)


def _form_of(record: LeadRecord) -> LeadForm:
    row = record.row
    return LeadForm(
        name=row.name,
        company=row.company,
        title=row.title,
        email=row.email,
        phone=row.phone,
        country=row.place.country,
        state=row.place.region[3:],
        city=row.city,
        zone="&".join(row.place.zones),
        people=record.people,
        offer=row.offer,
    )
