"""Which right each public method of the desk needs: whoever adds a method adds its line here.

`ASKED` names the action of a method, with a call that a rep is not to be let through. `OWN` gives only what is one's
own. `FREE` is for everybody. tests/shape/test_rights.py fails for a method in none of them, test_policy.py tries them.
"""

from __future__ import annotations

import importlib
import inspect
import io
import re
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any

from sdrdesk.desk.calls.calling import Calling
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake.intake import Options
from sdrdesk.desk.people.open_leads import LeadRule
from sdrdesk.desk.queue import Queue
from sdrdesk.desk.values import LeadForm
from sdrdesk.domain.crm import Crm, What
from sdrdesk.domain.messages import Server
from sdrdesk.domain.playbook import Channel
from sdrdesk.domain.policy import REP, Action
from sdrdesk.domain.queue import Tab
from sdrdesk.domain.ranges import Range
from sdrdesk.domain.webhook import Sender
from tests.worlds import TUESDAY, World, shipped_playbook

SECRET = "Zyxwv Unseen"
"""The name of a lead in another rep's hands."""
DAY = Range(TUESDAY.date(), TUESDAY.date())

NOWHERE = Server(host="127.0.0.1", port=1, security="none", sender="maya@desk.example")

Try = Callable[[Desk, "Theirs"], Any]


class Theirs:
    """What is not the rep's."""

    def __init__(self, here: World) -> None:
        """A lead of Jon's that was called, a locked one, an import of his, a quiz he takes, one row put aside."""
        self.lead = here.lead("demo_request", owner="jon", name=SECRET)
        self.other = here.lead("demo_request", owner="jon")
        self.locked = here.lead("whitepaper", owner="jon", name=f"{SECRET} Locked")
        self.activity = here.jon.calling.log(self.lead, "no_answer").activity_id
        self.file = here.path.with_name("leads.csv")
        self.file.write_text(f"Name,Email,Country,State\n{SECRET} Two,two@example.com,US,NY\n", encoding="utf-8")
        here.jon.intake.load(self.file, Options(default_offer="demo-request", owner="jon"))
        ((self.batch,),) = here.sql("SELECT id FROM batch")
        self.mail = here.jon.mailing.hand_over(self.other, "Hello", "Words").mail.id
        quiz = here.jon.quizzing.start("roi-guide")
        self.attempt, self.question = quiz.attempt_id, quiz.questions[0].question_id


FREE: dict[str, str] = {
    "blocks.choices": "one's own queue",
    "blocks.count": "a number of one's own queue",
    "blocks.end": "one's own",
    "blocks.put_away": "one's own",
    "blocks.start": "one's own",
    "blocks.state": "one's own",
    "calling.log_in": "part of another transaction, which asks",
    "calling.release": "gives back one's own call only",
    "commitments.drop": "one's own",
    "commitments.ideas": "words from one's own goals and quizzes",
    "commitments.make": "one's own",
    "commitments.mine": "one's own",
    "commitments.share": "one's own",
    "commitments.shared": "what colleagues chose to show; tests/desk/test_commitments.py has who sees what of it",
    "commitments.streak": "one's own",
    "commitments.tell": "one's own",
    "destinations.address": "for the sender",
    "destinations.listed": "names and events",
    "destinations.one": "names and events",
    "drafts.all": "one's own files",
    "drafts.drop": "one's own files",
    "drafts.get": "one's own files",
    "drafts.put": "one's own files",
    "export.layout": "names of columns",
    "duty.escalate": "the service of every few seconds: it does what the playbook says, whoever runs it",
    "duty.tick": "the same; what it tells is what the rep is to be told",
    "pool.give_back": "what one has taken oneself",
    "pool.leave": "what one has taken oneself",
    "pool.mine": "what one has taken oneself",
    "pool.take_next": "of the pools that are one's own",
    "pool.tick": "the service of every few seconds: loans run out by the clock, whoever looks",
    "queue.pooled": "part of another transaction, of the pools that are one's own",
    "gate.tick": "the service of each minute: it hands over by the playbook, whoever runs it",
    "hooks.sources": "for the receiver",
    "hooks.source": "for the receiver",
    "identity.standing": "about oneself",
    "identity.renew": "one's own seat, with one's own password",
    "identity.unlock": "about oneself",
    "identity.who": "about oneself",
    "identity.without_password": "logins only",
    "inbox.know": "for the receiver",
    "inbox.receive": "for the receiver",
    "inbox.take_waiting": "for the receiver",
    "inbox.learn": "for the receiver",
    "inbox.counts": "numbers of posts only",
    "inbox.find": "an id only",
    "intake.imports": "file names and counts; an import is the team's",
    "intake.load": "everybody imports",
    "intake.look": "everybody imports",
    "intake.preview": "everybody imports",
    "intake.save_mapping": "everybody imports",
    "intake.with_mapping": "everybody imports",
    "lawbook.all": "the law is for everybody",
    "lawbook.due": "names of those who asked not to be called: everybody must know",
    "lawbook.of": "the law is for everybody",
    "leads.add": "a lead of one's own",
    "manage.absences": "who is away is everybody's to know",
    "manage.undo": "one's own actions only, and a rep has none",
    "meetings.decision": "checks an answer, touches nothing",
    "meetings.load": "an account executive's answers; everybody imports",
    "meetings.undo_decision": "one's own only",
    "merging.merge_in": "part of another transaction, which asks",
    "numbers.celebrate": "one's own day",
    "numbers.metric": "a definition",
    "numbers.only_managers": "the question itself",
    "numbers.range": "days of a word",
    "numbers.today": "a day",
    "quarantine.count": "a number",
    "quarantine.drop": "rows put aside are whoever's turn it is",
    "quarantine.merge": "rows put aside are whoever's turn it is; a lead that is named must be one's own",
    "quarantine.take": "rows put aside are whoever's turn it is",
    "quarantine.waiting": "rows put aside are whoever's turn it is",
    "outbox.claim": "for the sender",
    "outbox.counts": "numbers of messages only",
    "outbox.listed": "ids of messages and leads only",
    "outbox.settle": "for the sender",
    "outbox.tidy": "for the sender",
    "queue.changed": "yes or no",
    "queue.why": "words of a row that was given out",
    "quizzing.abandon": "asked in `ASKED` by its quiz",
    "quizzing.library": "offers are for everybody",
    "quizzing.look": "offers are for everybody",
    "quizzing.open": "offers are for everybody",
    "quizzing.start": "a quiz of one's own",
    "routes.nobody": "names in the rules",
    "routes.shares": "what everybody can take",
    "scoring.in_force": "the rules are for everybody",
    "scoring.read": "a file that one has in hand; nothing of it is kept",
    "suppressing.add": "a wish not to be called is taken by whoever hears it",
    "suppressing.check": "says of a number that one has in hand whether it may be called",
    "suppressing.lists": "names and counts",
    "today.close": "one's own page",
    "today.evening": "one's own day",
    "today.greet": "one's own page",
    "today.has_closed": "the team's hours",
    "today.is_over": "one's own day",
    "team.compare_offers": "offers are for everybody",
    "team.offers": "offers are for everybody",
    "team.playbook_source": "the rules are for everybody",
    "team.reps": "the team is for everybody",
}
"""Methods that anybody may call, each with the reason."""

OWN: dict[str, Try] = {
    "calling.undo": lambda me, _: me.calling.undo(),
    "gate.locked": lambda me, _: me.gate.locked(),
    "gate.opened": lambda me, _: me.gate.opened(),
    "gate.opened_counts": lambda me, _: me.gate.opened_counts(),
    "mailing.due": lambda me, _: me.mailing.due(),
    "meetings.between": lambda me, _: me.meetings.between(DAY.first, DAY.last + timedelta(days=30)),
    "numbers.goals": lambda me, _: me.numbers.goals(),
    "onboarding.roads": lambda me, _: me.onboarding.roads(),
    "pool.rows": lambda me, _: me.pool.rows(),
    "queue.board": lambda me, _: [me.queue.board(tab) for tab in Tab],
    "queue.counts": lambda me, _: me.queue.counts(),
    "queue.day": lambda me, _: me.queue.day(),
    "queue.rows": lambda me, _: [me.queue.rows(tab) for tab in Tab],
    "queue.search": lambda me, _: me.queue.search("Zyxwv"),
    "reports.page": lambda me, _: me.reports.page(DAY),
    "today.page": lambda me, _: me.today.page(),
    "reports.sheets": lambda me, _: me.reports.sheets(DAY),
}
"""Methods that give what is one's own: nothing of a colleague's may show."""

LEAD, MANAGE, SEEN = Action.WORK_LEAD, Action.MANAGE, Action.SEE_FIGURES
ASKED: dict[str, tuple[Action, Try]] = {
    "audit.entries": (Action.AUDIT, lambda me, _: me.audit.entries(login="nora")),
    "blocks.of_days": (SEEN, lambda me, _: me.blocks.of_days(DAY.first, DAY.last, "jon")),
    "calling.choices": (LEAD, lambda me, it: me.calling.choices(it.lead)),
    "calling.dial": (LEAD, lambda me, it: me.calling.dial(it.lead)),
    "calling.log": (LEAD, lambda me, it: me.calling.log(it.lead, "no_answer")),
    "calling.moment": (LEAD, lambda me, it: me.calling.moment(it.lead, "tomorrow 10:00")),
    "mailing.done": (LEAD, lambda me, it: me.mailing.done(it.lead, Channel.EMAIL)),
    "mailing.hand_over": (LEAD, lambda me, it: me.mailing.hand_over(it.lead, "Hello", "Words")),
    "mailing.keep": (LEAD, lambda me, it: me.mailing.keep(it.lead, "Hello", "Words")),
    "mailing.of": (LEAD, lambda me, it: me.mailing.of(it.lead)),
    "mailing.replied": (LEAD, lambda me, it: me.mailing.replied(it.lead)),
    "mailing.send": (LEAD, lambda me, it: me.mailing.send(it.lead, "Hello", "Words", NOWHERE)),
    "mailing.settle": (LEAD, lambda me, it: me.mailing.settle(it.mail, was_sent=True)),
    "mailing.write": (LEAD, lambda me, it: me.mailing.write(it.lead)),
    "calling.snooze": (LEAD, lambda me, it: me.calling.snooze(it.lead, TUESDAY + timedelta(days=1))),
    "certification.attempts": (Action.SEE_CERTIFICATION, lambda me, _: me.certification.attempts("jon", "roi-guide")),
    "certification.items": (Action.SEE_CERTIFICATION, lambda me, _: me.certification.items("roi-guide")),
    "certification.matrix": (Action.SEE_CERTIFICATION, lambda me, _: me.certification.matrix()),
    "certification.worth": (Action.SEE_CERTIFICATION, lambda me, _: me.certification.worth()),
    "destinations.add": (Action.HOOKS, lambda me, _: me.destinations.add("https://crm.example.com/in")),
    "destinations.remove": (Action.HOOKS, lambda me, _: me.destinations.remove("crm")),
    "destinations.rotate": (Action.HOOKS, lambda me, _: me.destinations.rotate("crm")),
    "destinations.test": (Action.HOOKS, lambda me, _: me.destinations.test("crm")),
    "export.write": (Action.EXPORT, lambda me, _: me.export.write(What.LEADS, Crm.HUBSPOT, io.StringIO())),
    "gate.hand_over": (Action.OPEN_GATE, lambda me, it: me.gate.hand_over(it.locked)),
    "gate.nearing": (Action.OPEN_GATE, lambda me, _: me.gate.nearing()),
    "gate.open_lead": (Action.OPEN_GATE, lambda me, it: me.gate.open_lead(it.locked, "they asked for it")),
    "hooks.add": (Action.HOOKS, lambda me, _: me.hooks.add("site", Sender.JSON)),
    "hooks.remove": (Action.HOOKS, lambda me, _: me.hooks.remove("site")),
    "hooks.retire": (Action.HOOKS, lambda me, _: me.hooks.retire("site")),
    "hooks.rotate": (Action.HOOKS, lambda me, _: me.hooks.rotate("site")),
    "identity.change_role": (Action.MEMBERS, lambda me, _: me.identity.change_role("maya", "manager")),
    "identity.drop_password": (Action.SET_PASSWORD, lambda me, _: me.identity.drop_password(login="jon")),
    "identity.leave": (Action.MEMBERS, lambda me, _: me.identity.leave("jon")),
    "identity.set_password": (
        Action.SET_PASSWORD,
        lambda me, _: me.identity.set_password("let me in", login="nora"),
    ),
    "inbox.drop": (Action.INBOX, lambda me, _: me.inbox.drop([])),
    "inbox.post": (Action.INBOX, lambda me, _: me.inbox.post("x")),
    "inbox.posts": (Action.INBOX, lambda me, _: me.inbox.posts()),
    "inbox.replay": (Action.INBOX, lambda me, _: me.inbox.replay([])),
    "intake.undo": (Action.UNDO_IMPORT, lambda me, it: me.intake.undo(it.batch)),
    "lawbook.set_basis": (LEAD, lambda me, it: me.lawbook.set_basis(it.lead, "consent", text="yes")),
    "outbox.replay": (Action.HOOKS, lambda me, _: me.outbox.replay()),
    "privacy.export": (Action.PRIVACY, lambda me, it: me.privacy.export(it.lead, it.file.parent)),
    "privacy.look": (Action.PRIVACY, lambda me, it: me.privacy.look(it.lead)),
    "privacy.erase": (Action.PRIVACY, lambda me, it: me.privacy.erase(it.lead, "asked")),
    "privacy.retain": (Action.PRIVACY, lambda me, _: me.privacy.retain()),
    "suppressing.load": (Action.SUPPRESS, lambda me, it: me.suppressing.load(it.file)),
    "suppressing.remove": (Action.SUPPRESS, lambda me, _: me.suppressing.remove("a@example.com", reason="x")),
    "leads.edit": (LEAD, lambda me, it: me.leads.edit(it.lead, LeadForm(name="Mine"))),
    "leads.find": (LEAD, lambda me, it: me.queue.brief(me.leads.find(it.lead))),
    "leads.form": (LEAD, lambda me, it: me.leads.form(it.lead)),
    "leads.set_zone": (LEAD, lambda me, it: me.leads.set_zone(it.lead, "America/Chicago")),
    "manage.coach": (MANAGE, lambda me, it: me.manage.coach(it.activity, "Well done")),
    "manage.cover": (MANAGE, lambda me, _: me.manage.cover("jon", DAY.first, DAY.last)),
    "manage.give_back": (MANAGE, lambda me, _: me.manage.give_back("jon")),
    "manage.journal": (MANAGE, lambda me, _: me.manage.journal()),
    "manage.reassign": (MANAGE, lambda me, it: me.manage.reassign([it.lead], "maya")),
    "manage.reassign_where": (MANAGE, lambda me, _: me.manage.reassign_where(LeadRule(login="jon"), "maya")),
    "manage.open_leads": (MANAGE, lambda me, _: me.manage.open_leads()),
    "manage.set_mentor": (MANAGE, lambda me, _: me.manage.set_mentor("jon", "maya")),
    "manage.takers": (MANAGE, lambda me, it: me.manage.takers([it.lead])),
    "manage.set_aims": (MANAGE, lambda me, _: me.manage.set_aims("maya", dials=1)),
    "marketing.numbers": (Action.SEE_MARKETING, lambda me, _: me.marketing.numbers()),
    "marketing.returned": (Action.SEE_MARKETING, lambda me, _: me.marketing.returned()),
    "marketing.rows": (Action.SEE_MARKETING, lambda me, _: me.marketing.rows("mql")),
    "reports.write_returned": (Action.SEE_MARKETING, lambda me, it: me.reports.write_returned(it.file, DAY)),
    "meetings.decide": (LEAD, lambda me, it: me.meetings.decide(it.lead, "accepted")),
    "meetings.of": (LEAD, lambda me, it: me.meetings.of(it.lead)),
    "meetings.say": (LEAD, lambda me, it: me.meetings.say(it.lead, "held")),
    "merging.merge": (LEAD, lambda me, it: me.merging.merge(it.lead, it.other)),
    "merging.merged_into": (LEAD, lambda me, it: me.merging.merged_into(it.lead)),
    "merging.unmerge": (LEAD, lambda me, it: me.merging.unmerge(it.lead)),
    "numbers.calls": (SEEN, lambda me, _: me.numbers.calls(DAY, login="jon")),
    "numbers.compare": (Action.SEE_TEAM, lambda me, _: me.numbers.compare(("maya", DAY), ("jon", DAY))),
    "numbers.mine": (SEEN, lambda me, _: me.numbers.mine(DAY, "jon")),
    "numbers.needs_you": (Action.SEE_TEAM, lambda me, _: me.numbers.needs_you()),
    "numbers.rows": (SEEN, lambda me, _: me.numbers.rows("dials", DAY, "jon")),
    "numbers.team": (Action.SEE_TEAM, lambda me, _: me.numbers.team()),
    "numbers.team_page": (Action.SEE_TEAM, lambda me, _: me.numbers.team_page(DAY)),
    "onboarding.road": (Action.GUIDE, lambda me, _: me.onboarding.road("jon")),
    "onboarding.sign_off": (
        Action.GUIDE,
        lambda me, _: me.onboarding.sign_off("jon", "demonstrate", [1] * 5),
    ),
    "pool.take": (LEAD, lambda me, it: me.pool.take(it.lead)),
    "queue.brief": (LEAD, lambda me, it: me.queue.brief(it.lead)),
    "replay.diff": (Action.SEE_TEAM, lambda me, _: me.replay.diff(shipped_playbook())),
    "replay.waiting": (Action.SEE_TEAM, lambda me, _: me.replay.waiting()),
    "routes.explain": (LEAD, lambda me, it: me.routes.explain(it.lead)),
    "routes.set_share": (MANAGE, lambda me, _: me.routes.set_share("maya", weight=0)),
    "quizzing.answer": (Action.LEARN, lambda me, it: me.quizzing.answer(it.attempt, it.question, [])),
    "quizzing.finish": (Action.LEARN, lambda me, it: me.quizzing.finish(it.attempt)),
    "scoring.apply": (Action.RULES, lambda me, _: me.scoring.apply("")),
    "scoring.undo": (Action.RULES, lambda me, _: me.scoring.undo()),
    "scoring.wrong": (LEAD, lambda me, it: me.scoring.wrong(it.lead)),
    "scoring.not_wrong": (LEAD, lambda me, it: me.scoring.not_wrong(it.lead)),
    "scoring.disagree": (Action.SEE_TEAM, lambda me, _: me.scoring.disagree()),
    "scoring.sample": (Action.SEE_TEAM, lambda me, _: me.scoring.sample()),
    "team.add_rep": (
        Action.MEMBERS,
        lambda me, _: me.team.add_rep(login="x", name="", role=REP, zone_name="UTC"),
    ),
    "team.apply_offers": (Action.RULES, lambda me, _: me.team.apply_offers([])),
    "team.apply_playbook": (Action.RULES, lambda me, _: me.team.apply_playbook(shipped_playbook(), "")),
    "team.grant_pass": (Action.RULES, lambda me, _: me.team.grant_pass("maya", "roi-guide")),
}
"""Methods that ask, each with the action and a call that the policy forbids a rep."""


def methods() -> set[str]:
    """Every public method of every part of a desk, as "part.method"."""
    found = set()
    for name, part in vars(Desk).items():
        if isinstance(part, cached_property):
            path, kind = re.findall(r"from (\S+) import (\w+)", inspect.getsource(part.func))[0]
            owner = getattr(importlib.import_module(path), kind)
            found |= {f"{name}.{one}" for one, _ in inspect.getmembers(owner, inspect.isfunction) if one[0] != "_"}
    for name, owner in (("queue", Queue), ("calling", Calling)):
        found |= {f"{name}.{one}" for one, _ in inspect.getmembers(owner, inspect.isfunction) if one[0] != "_"}
    return found
