"""Every command, written once: dispatch, help and the tests read this table."""

from __future__ import annotations

from sdrdesk.dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line."""

    module: str
    """Module of this package that holds `<function>_options(parser)` and `<function>(shell)`."""
    function: str
    told: str
    """What it does, in a line."""


COMMANDS = {
    "desk": Command("start", "open_screen", "Open the desk (what `sdrdesk` alone does)"),
    "demo": Command("start", "demo", "Open a seeded desk to look around in"),
    "init": Command("init", "init", "Start a real team: who you are, its hours, a first import"),
    "queue": Command("queue", "queue", "The leads of a tab, in the order to call them"),
    "next": Command("queue", "next_lead", "The brief of the lead to call now"),
    "show": Command("queue", "show", "The brief of one lead"),
    "search": Command("queue", "search", "Leads by name, company, address or number"),
    "today": Command(
        "today", "today", "Your morning page: what opens when, promises, meetings, goals; the evening line"
    ),
    "commit": Command("today", "commit", "What you commit to today, kept or not, shared or not; your evening's line"),
    "block": Command("block", "block", "A call block: start one, see how far it is, end it, list those of some days"),
    "stats": Command("numbers", "stats", "Your figures of today or any range; the team's for managers"),
    "metrics": Command("numbers", "metrics", "What each figure means, and where it comes from"),
    "report": Command("reports", "report", "Write the week's report: a page, a workbook or CSV files"),
    "marketing": Command("reports", "marketing", "What came of the leads that marketing sent (managers)"),
    "log": Command("calls", "log", "Log how a call went, and plan what follows"),
    "email": Command("mailing", "email", "The e-mail that a lead is to get, or all that are due: read, send, settle"),
    "undo": Command("calls", "undo", "Take back your last log"),
    "snooze": Command("calls", "snooze", "Put a lead's next touch off"),
    "meeting": Command("meetings", "meeting", "Say what became of a meeting: held, no_show, confirmed ..."),
    "meetings": Command("meetings", "meetings", "Your meetings: to confirm, to tell how they went, held, no-show"),
    "opportunity": Command("meetings", "opportunity", "Say what the account executive made of it: accepted, won ..."),
    "import-opportunities": Command("meetings", "load", "Bring opportunities in from a CRM's file"),
    "add": Command("leads", "add", "Add a lead by hand"),
    "edit": Command("leads", "edit", "Change who a lead is"),
    "merge": Command("merging", "merge", "Make two leads that are one person one"),
    "unmerge": Command("merging", "unmerge", "Take a lead's last merge back"),
    "import": Command("imports", "load", "Bring a file of leads in, all of it or nothing; list and undo imports"),
    "quiz": Command("quiz", "quiz", "Take an offer's quiz, which unlocks its leads"),
    "locked": Command("gate", "locked", "What is locked, what that costs, and who could help"),
    "unlock": Command("gate", "unlock", "Open one locked lead, with a reason (managers)"),
    "onboarding": Command("learning", "onboarding", "The road of a new rep: quizzes, sign-offs, mentor"),
    "certification": Command("learning", "certification", "Who has passed what, and what the quizzes are worth"),
    "serve": Command(
        "hooks", "serve", "Receive form fills from webhooks; --desk: the desk in a browser, behind a login"
    ),
    "hooks": Command("hooks", "hooks", "Who may post form fills: list, add, change secrets, remove"),
    "export": Command("export", "export", "Write files that HubSpot or Salesforce import (managers)"),
    "webhook": Command("webhook", "webhook", "Tell other programs and chats what happens: add, test, send, replay"),
    "inbox": Command("inbox", "inbox", "What was posted: list, show, replay or drop dead letters"),
    "law": Command("law", "law", "What the law allows where, requests with their day, what a lead's contacts stand on"),
    "suppress": Command("suppress", "suppress", "Who may not be contacted: import, add, check or remove"),
    "privacy": Command("privacy", "privacy", "Give out or erase all that is kept of a person (managers)"),
    "playbook": Command("rules", "playbook", "The team's rules: check, show, try others on what there is, apply them"),
    "score": Command("score", "score", "The points that grade leads: show, try on outcomes, fit from outcomes"),
    "offers": Command("offers", "offers", "Read, check and import offers and their questions"),
    "assign": Command("manage", "assign", "Give leads to others: some, all of a rep's, or by rule (managers)"),
    "absence": Command("manage", "absence", "Cover a rep who is away, and give the leads back (managers)"),
    "goals": Command("manage", "goals", "Set a rep's goals and quota (managers)"),
    "coach": Command("manage", "coach", "Leave a note on a call (managers)"),
    "take-back": Command("manage", "take_back", "Take back your last assignment, absence, goal, note or decision"),
    "backup": Command("backup", "backup", "Take a backup while others work, read it and recount it; list them"),
    "restore": Command("backup", "restore", "Put a backup back; what is there now is kept"),
    "db": Command("db", "db", "The database itself: copy a team, give members roles on a server, many machines"),
    "doctor": Command("doctor", "doctor", "Look the desk over, recount every figure from the log, mend what can be"),
    "pool": Command("pool", "pool", "Leads that are nobody's yet: list them, take one, give it back"),
    "routing": Command("routing", "routing", "Who gets new leads, and why a lead is whose it is"),
    "sign-in": Command("signing", "sign_in", "Sign in with your password, and be remembered on this machine"),
    "sign-out": Command("signing", "sign_out", "End your session here"),
    "whoami": Command("signing", "whoami", "Who sits at the desk, and by what right"),
    "team": Command("team", "team", "List the team; add, change or part with a member; who may do what"),
    "audit": Command("audit", "audit", "What was done besides calling, by whom, with before and after"),
    "config": Command("config", "config", "Show the settings and where they come from"),
    "completion": Command("completion", "completion", "Print what makes bash, zsh or fish complete sdrdesk's words"),
    "help": Command("config", "explain", "This list, one command, or `help exit-codes`"),
}
"""By the word that is typed."""


def overview() -> list[str]:
    """What `sdrdesk help` prints."""
    width = max(map(len, COMMANDS))
    return [
        "sdrdesk: the desk where a sales development rep works inbound leads",
        "",
        "  sdrdesk                open the desk",
        "  sdrdesk COMMAND ...    run one command; COMMAND --help says more",
        "",
        *(f"  {name:{width}}  {command.told}" for name, command in COMMANDS.items()),
        "",
        "On every command: --db PATH, --at TIME, --rep LOGIN, --json. LEAD is an id, the end of one, or a full name.",
        "Results go to stdout, talk to stderr. Exit statuses: sdrdesk help exit-codes",
    ]
