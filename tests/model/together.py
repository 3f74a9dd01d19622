"""Steps that several people take of one lead, in an order that seldom comes about by chance."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.base import REPS, humans, numbers
from tests.model.book import PEOPLE, SWITCHBOARD, Human, Lead
from tests.model.calls import OFTEN, Calls
from tests.model.rules import KINDS
from tests.model.team import Team

GATED = sorted(name for name, kind in KINDS.items() if kind.gated)


class Together(Calls, Team):
    """What comes between a step and its undo."""

    @rule(
        number=numbers,
        other=numbers,
        outcome=st.sampled_from(OFTEN),
        kind=st.sampled_from(("demo_request", "demo_request", *sorted(KINDS))),
        comes=st.sampled_from(("form", "manager", "merge")),
    )
    def moved_on(self, number: int, other: int, outcome: str, kind: str, comes: str) -> None:
        """A rep logs; before it is taken back the person asks anew, a manager logs after them, or merges the lead."""
        can = [one for one in self.book.here() if one.owner in REPS and self.may_work(one.owner, one)]
        lead = can[number % len(can)] if can else None
        human = next((one for one in PEOPLE if self.book.lead_of(one) is lead), None)
        if lead is None or human is None:
            return
        rep = lead.owner
        self.logs(rep, lead, outcome, 0, 30)
        if comes == "form":
            self.arrives(human, kind, rep)
        elif comes == "manager":
            self.logs("nora", lead, "voicemail", 0, 30)
        else:
            self.merge("nora", self.place(lead), other)
        self.undo(rep)

    @rule(is_first=st.booleans(), kind=st.sampled_from(("demo_request", "contact_us")), stays=st.booleans())
    def same_number(self, is_first: bool, kind: str, stays: bool) -> None:
        """Two people of one number: once either says never to call, nobody calls the other; till it is taken back."""
        for human in SWITCHBOARD:
            if self.book.lead_of(human) is None:
                self.arrives(human, kind, "maya")
        lead = self.book.lead_of(SWITCHBOARD[is_first])
        if lead is not None and lead.owner in REPS and self.may_work(lead.owner, lead):
            self.logs(lead.owner, lead, "do_not_call", 0, 30)
            if not stays:
                self.undo(lead.owner)

    @rule(who=humans, owner=st.sampled_from(REPS), number=numbers, is_kept=st.booleans())
    def merged_import(self, who: Human, owner: str, number: int, is_kept: bool) -> None:
        """A file brings somebody whom a manager merges with a lead from before, and the file is taken out."""
        self.file([who], "contact_us", owner)
        made = [one for one in self.book.imports[-1].made if one.is_here]
        if made:
            mine = self.place(made[0])
            kept, gone = (mine, number) if is_kept else (number, mine)
            self.merge("nora", kept, gone)
            self.undo_file(len(self.book.imports) - 1)

    @rule(
        who=st.lists(humans, min_size=2, max_size=2, unique=True),
        kind=st.sampled_from(GATED),
        owner=st.sampled_from(REPS),
    )
    def through_the_gate(self, who: list[Human], kind: str, owner: str) -> None:
        """Two people wait behind a gate, and a manager opens one of them."""
        for human in who:
            self.arrives(human, kind, owner)
        locked = [one for one in self.book.here() if one.stand.stage == "open" and one.stand.gate]
        if locked:
            self.unlock("nora", self.place(locked[-1]))

    def place(self, lead: Lead) -> int:
        """The number by which a step picks a lead."""
        return self.book.here().index(lead)
