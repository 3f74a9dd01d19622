"""What the law says about one lead, for the brief."""

from __future__ import annotations

from datetime import datetime

from sdrdesk.desk.calls import permit
from sdrdesk.desk.law import listings
from sdrdesk.domain import law as laws
from sdrdesk.domain.basis import BASIS_WORDS
from sdrdesk.domain.brief import LawNote
from sdrdesk.errors import StoreError
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.desk.seat import Seat
    from sdrdesk.store.leads import LeadRecord
    from sdrdesk.store.store import Unit


def law_note(seat: Seat, unit: Unit, record: LeadRecord, now: datetime) -> LawNote:
    """Basis, exemption and lists of a lead; a missing key is said, not raised: the brief stays readable."""
    law = laws.law_of(seat.playbook.calling_hours, record.place.region)
    ground = permit.ground_of(unit, record)
    try:
        entries = listings.of_person(seat, unit, record.row.phone, record.row.email)
        listed = tuple(entry.told(now, seat.rep.zone) for entry in entries)
    except StoreError as error:
        listed = (f"{error.title}: nobody may be contacted",)
    at = record.place.local(ground.at)
    return LawNote(
        basis=ground.basis.value,
        basis_at=ground.at,
        basis_text=ground.text,
        told=f"Basis: {BASIS_WORDS[ground.basis]} of {at.day} {at:%b %Y}",
        exempt_until=laws.exempt_until(law, ground) if law.registry else None,
        listed=listed,
        cited=law.cited,
    )
