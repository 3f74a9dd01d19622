"""What comes in and what a manager does: forms, files and their undo, merges, lists, hands, absences, new rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from hypothesis import strategies as st
from hypothesis.stateful import rule

from sdrdesk.desk.intake.intake_values import Options, UndoneImport
from sdrdesk.desk.intake.merging import Merged, Parted
from sdrdesk.desk.people.manage import Reassigned
from sdrdesk.errors import NotFound, Refused
from tests.model import rules
from tests.model.base import COUNT, EVERYBODY, REPS, Away, Ground, Journal, humans, numbers
from tests.model.book import Human, Import, Lead
from tests.model.rules import KINDS

kinds = st.sampled_from(sorted(KINDS))


class Team(Ground):
    """Steps of prospects and of a manager."""

    # --- leads come in ------------------------------------------------------------------------------------------------

    @rule(human=humans, kind=kinds, owner=st.sampled_from(REPS))
    def form(self, human: Human, kind: str, owner: str) -> None:
        """Somebody fills in a form, known or new."""
        self.arrives(human, kind, owner)

    @rule(
        who=st.lists(humans, min_size=1, max_size=3, unique=True),
        kind=st.sampled_from(["demo_request", "whitepaper", "newsletter"]),
        owner=st.sampled_from(REPS),
    )
    def file(self, who: list[Human], kind: str, owner: str) -> None:
        """A file brings people, new and known; the same row twice brings nothing."""
        at = self.tick()
        path = Path(self.folder / "leads.csv")
        lines = [f"{one.name},{one.email},{one.phone},{'DE' if one.is_berlin else 'US'}" for one in who]
        path.write_text("\n".join(["Name,Email,Phone,Country", *lines]) + "\n", encoding="utf-8")
        report = self.world.nora.intake.load(path, Options(default_offer=KINDS[kind].offer, owner=owner))
        COUNT["imports"] += 1
        batch = Import(report.batch_id, [], {})
        found = {"created": 0, "joined": 0, "known": 0, "suppressed": 0}
        for human in who:
            found[self.row(human, kind, owner, at, batch)] += 1
        assert {name: getattr(report, name) for name in found} == found
        self.book.imports.append(batch)

    def row(self, human: Human, kind: str, owner: str, at: datetime, batch: Import) -> str:
        """What becomes of one row."""
        book, known, key = self.book, self.book.lead_of(human), f"{kind} of a file"
        if book.is_listed(human.phone, human.email):
            return "suppressed"
        if known is None:
            ((lead_id,),) = self.sql("SELECT id FROM lead WHERE email_key = ?", human.email)
            lead = Lead(lead_id, owner, human.email, human.phone, rules.arrive(kind, at), [(kind, batch.id, key, at)])
            book.leads[lead_id] = book.of_address[human.email] = lead
            batch.made.append(lead)
            return "created"
        if any(one[2] == key for one in known.came):
            return "known"
        before, known.is_touched = known.stand, True
        book.came(known, kind, at, batch.id, key)
        batch.changed[known.id] = (before, known.stand)
        return "joined"

    @rule(number=numbers)
    def undo_file(self, number: int) -> None:
        """An import is taken out: what was worked since stays, with its conversions."""
        if not self.book.imports:
            return
        self.tick()
        batch = self.book.imports.pop(number % len(self.book.imports))
        done: UndoneImport = self.world.nora.intake.undo(batch.id[-12:])
        COUNT["imports undone"] += 1
        kept, left = {one for one, _ in done.kept}, {one for one, _ in done.left}
        for lead in batch.made:
            worked = any(call.lead is lead for call in self.book.calls)
            assert not (lead.is_here and worked) or lead.id in kept, f"{lead} was worked, and went with its import"
            assert lead.is_touched or not lead.is_here or lead.id not in kept
        for lead_id, (_, after) in batch.changed.items():
            lead = self.book.leads[lead_id]
            assert lead.stand == after or lead_id in left, f"{lead} has moved on, and was put back"
        self.book.forget(batch, kept, left)

    # --- one person twice ---------------------------------------------------------------------------------------------

    @rule(login=st.sampled_from(EVERYBODY), number=numbers, other=numbers)
    def merge(self, login: str, number: int, other: int) -> None:
        """Two leads become one; nothing of either is lost."""
        kept, gone = self.pick(number), self.pick(other)
        if kept is None or gone is None:
            return
        self.tick()
        order = tuple(self.order_at(one) for one in (kept, gone))
        own = login == "nora" or (kept.owner == gone.owner == login)
        free = all(not is_kept or by in ("", login) for by, is_kept in (self.held(kept), self.held(gone)))
        allowed = own and free and kept is not gone and not (kept.stand.meets and gone.stand.meets)
        try:
            done: Merged = self.desk(login).merging.merge(kept.id, gone.id)
        except Refused as told:
            if allowed and told.code != "both_worked":
                raise AssertionError(f"merge of {kept} with {gone}: {told} ({told.code})") from told
            return
        assert allowed, f"{login} merged {kept} with {gone}"
        COUNT["merged"] += 1
        kept.is_touched = gone.is_touched = True
        before = len(kept.came)
        self.book.merge(kept, gone, (order[0], order[1]))
        assert done.conversions == len(kept.came) - before

    def order_at(self, lead: Lead) -> datetime | None:
        """What the queue sorts a lead by; which times are right is the checks' business."""
        ((at,),) = self.sql("SELECT order_at FROM lead WHERE id = ?", lead.id)
        return datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None

    @rule(number=numbers)
    def unmerge(self, number: int) -> None:
        """The last merge of a lead is taken back."""
        merges = [one for one in self.book.merges if one.kept.is_here]
        if not merges:
            return
        self.tick()
        kept = merges[number % len(merges)].kept
        done: Parted = self.world.nora.merging.unmerge(kept.id)
        COUNT["unmerged"] += 1
        merge = next(one for one in self.book.merges if one.kept is kept and one.other.id == done.other_id)
        assert not done.is_exact or merge.kept.stand == merge.after, f"{kept} was worked since, and put back"
        self.book.unmerge(merge, is_exact=done.is_exact)

    # --- who may not be contacted -------------------------------------------------------------------------------------

    @rule(human=humans, login=st.sampled_from(EVERYBODY), by_phone=st.booleans())
    def suppress(self, human: Human, login: str, by_phone: bool) -> None:
        """A number or an address comes onto the team's list."""
        contact = ("tel", human.phone) if by_phone and human.phone else ("email", human.email)
        self.tick()
        before = [one for one in self.book.here() if one.stand.stage == "open"]
        done = self.desk(login).suppressing.add(contact[1])
        self.book.suppress(contact)
        ended = [one for one in before if one.stand.stage != "open"]
        for one in ended:
            one.is_touched = True
        assert done.leads == len(ended)
        COUNT["suppressed"] += 1

    @rule(login=st.sampled_from(EVERYBODY), number=numbers)
    def allow(self, login: str, number: int) -> None:
        """A manager takes somebody off the list again."""
        listed = sorted(contact for contact, who in self.book.listed.items() if who)
        if not listed:
            return
        contact = listed[number % len(listed)]
        self.tick()
        what = f"allow {contact} by {login}"
        remove = self.desk(login).suppressing.remove
        if self.expect(login == "nora", lambda: remove(contact[1], reason="asked back"), what):
            for lead in self.book.here():
                lead.is_touched = lead.is_touched or contact in (("tel", lead.phone), ("email", lead.email))
            self.book.allow(contact)

    # --- hands --------------------------------------------------------------------------------------------------------

    def can_take(self, lead: Lead, to: str) -> bool:
        """Whether a lead may go to somebody."""
        by, is_kept = self.held(lead)
        is_free = not (by and is_kept) and lead.owner != to and lead.stand.touch is not None
        today = self.now.astimezone(self.zone).date()
        away = self.away.get(to)
        is_in = away is None or not (away.first.date() <= today <= away.first.date() + timedelta(days=2))
        return is_free and is_in and (not lead.stand.gate or self.book.holds(to, lead.stand.gate, self.now))

    @rule(login=st.sampled_from(("nora", "nora", *EVERYBODY)), number=numbers, to=st.sampled_from(REPS))
    def reassign(self, login: str, number: int, to: str) -> None:
        """A manager gives a lead to a rep who may call it."""
        lead = self.pick(number)
        if lead is None:
            return
        self.tick()
        can = self.can_take(lead, to)
        what = f"reassign {lead} to {to}"
        done = self.expect(login == "nora", lambda: self.desk(login).manage.reassign([lead.id], to), what)
        if done is not None:
            given = cast(Reassigned, done)
            assert bool(given.given) == can, f"{what}: {given}"
            if can:
                self.hand("assigned", "", {lead.id: lead.owner}, {lead.id: to})

    def hand(self, what: str, rep: str, before: dict[str, str], after: dict[str, str]) -> None:
        """Leads change hands, and the manager can take it back."""
        for lead_id, owner in after.items():
            lead = self.book.leads[lead_id]
            lead.owner, lead.is_touched = owner, True
        self.journal.append(Journal(what, rep, before, after))

    @rule(rep=st.sampled_from(REPS))
    def cover(self, rep: str) -> None:
        """A rep is away for three days, and the leads are lent; or is back, and those still open come back."""
        self.tick()
        manage, today = self.world.nora.manage, self.now.astimezone(self.zone).date()
        if rep in self.away:
            gone = self.away.pop(rep)
            mine = {one: to for one, to in gone.lent.items() if self.is_lent(self.book.leads[one], to)}
            done = manage.give_back(rep)
            assert {one.lead_id for one in done.given if self.book.leads[one.lead_id].is_here} == set(mine)
            self.journal.append(Journal("returned", rep, mine, dict.fromkeys(mine, rep)))
            self.journal[-1].lent = gone
            for lead_id in mine:
                self.book.leads[lead_id].owner, self.book.leads[lead_id].is_touched = rep, True
            return
        before = {one.id: one for one in self.book.here() if one.owner == rep}
        can = {one: [to for to in REPS if to != rep and self.can_take(lead, to)] for one, lead in before.items()}
        absence, _ = manage.cover(rep, today, today + timedelta(days=2))
        lent = {one: self.logins[holder] for one, holder in absence.lent.items()}
        assert set(lent) == {one for one, who in can.items() if who}
        assert all(holder in can[one] for one, holder in lent.items()), "lent to somebody who may not call"
        self.away[rep] = Away(datetime(today.year, today.month, today.day, tzinfo=UTC), lent)
        self.hand("absent", rep, dict.fromkeys(lent, rep), lent)
        COUNT["covered"] += 1

    def is_lent(self, lead: Lead, holder: str) -> bool:
        """Whether a lead is still where it was lent to, with something planned."""
        return lead.is_here and lead.owner == holder and lead.stand.touch is not None

    @rule()
    def undo_action(self) -> None:
        """The manager takes the last action back, unless things have moved on."""
        last = next((one for one in reversed(self.journal) if one.stands), None)
        if last is None or not all(self.book.leads[one].is_here for one in (*last.before, *last.after)):
            return
        self.tick()
        allowed = all(self.book.leads[one].owner == owner for one, owner in last.after.items())
        if last.what == "absent":
            away = self.away.get(last.rep)
            allowed = allowed and away is not None and away.lent is last.after
        if self.expect(allowed, self.world.nora.manage.undo, f"undo_action of {last}") is None:
            return
        last.stands = False
        for lead_id, owner in last.before.items():
            self.book.leads[lead_id].owner = owner
        if last.what == "absent":
            del self.away[last.rep]
        if last.what == "returned" and last.lent is not None:
            self.away[last.rep] = last.lent

    # --- rules --------------------------------------------------------------------------------------------------------

    @rule(retries=st.sampled_from([1, 3]))
    def change_rules(self, retries: int) -> None:
        """A new playbook: how often a busy line is tried again; it holds for every desk from then on."""
        self.tick()
        nora = self.world.nora
        busy = replace(nora.playbook.outcomes["busy"], retries=retries)
        playbook = replace(nora.playbook, outcomes={**nora.playbook.outcomes, "busy": busy})
        nora.team.apply_playbook(playbook, f"# {retries} retries")
        for login in REPS:
            self.desk(login).seat.rules = nora.seat.rules
        self.book.retries = retries

    @rule(login=st.sampled_from(EVERYBODY), number=numbers)
    def look_up(self, login: str, number: int) -> None:
        """Somebody looks at a lead: their own, or any for a manager; one that is gone is nobody's."""
        everybody = list(self.book.leads.values())
        lead = everybody[number % len(everybody)]
        try:
            self.desk(login).queue.brief(lead.id)
        except NotFound:
            assert not lead.is_here
        except Refused:
            assert login not in (lead.owner, "nora")
        else:
            assert lead.is_here
            assert login in (lead.owner, "nora")
