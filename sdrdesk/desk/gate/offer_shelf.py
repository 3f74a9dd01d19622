"""The shelf of offers: what may stand on it, and how a new version gets there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.offer import Offer
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.question import Bank, problems
from sdrdesk.errors import BadInput, DeskError
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit

Library = Iterable[tuple[Offer, Bank]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something an author should know about an offer that may be used."""

    offer: str
    what: str
    cure: str


def write_offers(unit: Unit, library: Library, playbook: Playbook, now: datetime) -> tuple[str, ...]:
    """Write offers that are new or of a new version, or none at all; the keys of what was written.

    Raises:
        BadInput: An offer that the playbook cannot use, or a changed text with an unchanged version, with the diff.
    """
    from sdrdesk.domain.plain import plain

    known = _known(unit)
    changed = []
    for offer, bank in library:
        if problem := _fault(unit, offer, bank, playbook, known):
            raise problem
        version, fingerprint = known.get(offer.key, (0, ""))
        if fingerprint == offer.fingerprint and offer.version == version:
            continue
        card, questions = (json.dumps(plain(one), ensure_ascii=False) for one in (offer, bank))
        content = {"card": card, "bank": questions, "fingerprint": offer.fingerprint}
        columns = {"title": offer.title, "kind": offer.kind, "version": offer.version, "changed_at": now, **content}
        if version:
            unit.run(compiled.CHANGE_OFFER, of_key=offer.key, **{f"set_{name}": one for name, one in columns.items()})
        else:
            unit.run(compiled.ADD_OFFER, key=offer.key, **columns)
        unit.run(compiled.ADD_OFFER_VERSION, key=offer.key, version=offer.version, at=now, **content)
        changed.append(offer.key)
    return tuple(changed)


def compare_offers(unit: Unit, library: Library, playbook: Playbook) -> dict[str, str]:
    """What writing the library would do, by key: "new", "changed" or "same".

    Raises:
        BadInput: Every offer that would be refused, at once.
    """
    known = _known(unit)
    found: dict[str, str] = {}
    faults: list[DeskError] = []
    for offer, bank in library:
        if fault := _fault(unit, offer, bank, playbook, known):
            faults.append(fault)
        version, _ = known.get(offer.key, (0, ""))
        found[offer.key] = "new" if not version else "same" if version == offer.version else "changed"
    raise_all(faults)
    return found


def check_alone(library: Library, playbook: Playbook) -> None:
    """Refuse a library that the playbook cannot use, whatever the team has so far.

    Raises:
        BadInput: Every offer that would be refused, at once.
    """
    raise_all([fault for offer, bank in library if (fault := _unfit(offer, bank, playbook))])


def warnings(library: Library, playbook: Playbook) -> tuple[Warned, ...]:
    """What an author should know: quizzes that guessing passes too often."""
    from sdrdesk.domain.guessing import chance_of_guessing

    rules = playbook.quiz
    found = []
    for offer, bank in library:
        chance = chance_of_guessing(bank, rules.questions, rules.pass_mark)
        if chance > rules.warn_guessing_above:
            what = f"guessing passes its quiz {chance:.1%} of the time, more than {rules.warn_guessing_above:.0%}"
            cure = "Write more wrong answers, or questions that are answered by typing"
            found.append(Warned(offer=offer.key, what=what, cure=cure))
    return tuple(found)


def guessing(bank: Bank, playbook: Playbook) -> float:
    """The chance of passing a quiz on a bank by guessing."""
    from sdrdesk.domain.guessing import chance_of_guessing

    return chance_of_guessing(bank, playbook.quiz.questions, playbook.quiz.pass_mark)


def raise_all(faults: list[DeskError]) -> None:
    """Raise what was found: one as it is, several as a list."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        lines = (" ".join(part for part in (f"{one.title}.", one.message, f"{one.hint}.") if part) for one in faults)
        raise BadInput(f"{len(faults)} offers cannot be used", "\n".join(lines), "Mend them; nothing was imported")


def _known(unit: Unit) -> dict[str, tuple[int, str]]:
    """Version and fingerprint of each offer in force."""
    return {row[0]: (row[3], row[5]) for row in unit.all(compiled.OFFERS)}


def _fault(
    unit: Unit, offer: Offer, bank: Bank, playbook: Playbook, known: dict[str, tuple[int, str]]
) -> BadInput | None:
    """Why an offer may not be written, or None."""
    version, fingerprint = known.get(offer.key, (0, ""))
    if fingerprint == offer.fingerprint and offer.version == version:
        return None
    return _unfit(offer, bank, playbook) or (_same_version(unit, offer, version) if offer.version <= version else None)


def _unfit(offer: Offer, bank: Bank, playbook: Playbook) -> BadInput | None:
    """Why the playbook cannot use an offer, or None."""
    if offer.kind not in playbook.offers:
        hint = f"Use one of: {', '.join(playbook.offers)}"
        return BadInput(f'Offer "{offer.key}" is of kind "{offer.kind}"', "The playbook has no such kind", hint)
    for problem in problems(bank, playbook.quiz.questions):
        where = f"question {problem.question_id}: " if problem.question_id else ""
        cure = f"{problem.cure[:1].upper()}{problem.cure[1:]}"
        return BadInput(f'The bank of offer "{offer.key}" cannot be used', f"{where}{problem.what}", cure)
    return None


def _same_version(unit: Unit, offer: Offer, version: int) -> BadInput:
    """Why an offer that says other things than before may not keep its version, with the difference."""
    from sdrdesk.feeds.offer_files import changed_without_version
    from sdrdesk.store.quizzes import offer_of

    hint = f"Write version = {version + 1} in its offer.md and questions.toml"
    if offer.version < version:
        what = f"It says version {offer.version}, the team is at version {version}"
        return BadInput(f'Offer "{offer.key}" is older than the one in force', what, hint)
    kept = offer_of(unit, offer.key)
    diff = changed_without_version(kept[0], offer) if kept else None
    return BadInput(f'Offer "{offer.key}" has changed, its version {version} has not', diff or "", hint)
