"""Who may do what: one table of actions and roles, asked by every use case and shown by `sdrdesk team rights`.

A right tells two cases apart: what is one's own (a lead in one's hands, one's figures, whom one mentors) and what is
anybody else's. Whoever may do a thing to others' may do it to their own.
"""

from __future__ import annotations

from enum import StrEnum

from sdrdesk.dataclasses import dataclass

REP, MANAGER = "rep", "manager"
ROLES = (REP, MANAGER)
"""Every role there is."""

EVERYBODY, MANAGERS, NOBODY = frozenset(ROLES), frozenset({MANAGER}), frozenset[str]()


class Action(StrEnum):
    """Something that somebody may or may not do."""

    WORK_LEAD = "work_lead"
    IMPORT = "import"
    UNDO_IMPORT = "undo_import"
    EXPORT = "export"
    LEARN = "learn"
    GUIDE = "guide"
    SEE_CERTIFICATION = "see_certification"
    OPEN_GATE = "open_gate"
    SEE_FIGURES = "see_figures"
    SEE_TEAM = "see_team"
    SEE_MARKETING = "see_marketing"
    MEND = "mend"
    MANAGE = "manage"
    AUDIT = "audit"
    SET_PASSWORD = "set_password"  # noqa: S105 - the name of an action
    MEMBERS = "members"
    RULES = "rules"
    HOOKS = "hooks"
    INBOX = "inbox"
    SUPPRESS = "suppress"
    PRIVACY = "privacy"
    RECEIVE = "receive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Who may do one thing."""

    told: str
    """What it is, as a reader of the table sees it."""
    own: frozenset[str]
    """Roles that may do it to what is theirs."""
    others: frozenset[str] = NOBODY
    """Roles that may do it to anybody's, and so to the team as a whole."""
    reason: str = ""
    """Why it is refused, as a sentence."""
    cure: str = "Ask your manager"
    headless: bool = False
    """Whether anybody may in a team that has no manager: somebody has to set it up."""


TABLE: dict[Action, Right] = {
    Action.WORK_LEAD: Right(
        told="See a lead and work it: queue, brief, call, log, edit, merge", own=EVERYBODY, others=MANAGERS,
        reason="That lead is in somebody else's hands", cure="Ask a manager to reassign the lead",
    ),
    Action.IMPORT: Right(told="Import files, decide on rows put aside", own=EVERYBODY, others=EVERYBODY),
    Action.UNDO_IMPORT: Right(
        told="Take an import back", own=EVERYBODY, others=MANAGERS,
        reason="That was imported by somebody else", cure="Ask them, or a manager",
    ),
    Action.EXPORT: Right(
        told="Take the team's leads out, for a CRM", own=MANAGERS, others=MANAGERS,
        reason="Only a manager may take the team's leads out",
    ),
    Action.LEARN: Right(
        told="Read offers, take quizzes", own=EVERYBODY,
        reason="That is a colleague's quiz", cure="Everybody earns their own pass",
    ),
    Action.GUIDE: Right(
        told="See a new rep's road, sign skills off (own: whom one mentors)", own=EVERYBODY, others=MANAGERS,
        reason="Only a manager or the mentor may do that",
    ),
    Action.SEE_CERTIFICATION: Right(
        told="See everybody's passes, and what the quizzes are worth", own=MANAGERS, others=MANAGERS,
        reason="Certification is for managers", cure="See your own road: sdrdesk onboarding",
    ),
    Action.OPEN_GATE: Right(
        told="Open a locked lead, hand one over", own=MANAGERS, others=MANAGERS,
        reason="Only a manager may open or hand over a locked lead", cure="Ask your manager, or pass the quiz",
    ),
    Action.SEE_FIGURES: Right(
        told="See figures, calls and reports", own=EVERYBODY, others=MANAGERS,
        reason="Those are somebody else's figures", cure="You see your own: sdrdesk stats",
    ),
    Action.SEE_TEAM: Right(
        told="See the team's figures, and what needs a manager", own=MANAGERS, others=MANAGERS,
        reason="The team's figures are for managers", cure="Yours: sdrdesk stats",
    ),
    Action.SEE_MARKETING: Right(
        told="See what came of marketing's leads", own=MANAGERS, others=MANAGERS,
        reason="Marketing's figures are for managers", cure="Yours: sdrdesk stats",
    ),
    Action.MEND: Right(
        told="Mend counters that differ from the log", own=MANAGERS, others=MANAGERS,
        reason="Mending the counters is for managers", cure="Ask yours",
    ),
    Action.MANAGE: Right(
        told="Give leads, cover absences, set goals, coach, name mentors", own=MANAGERS, others=MANAGERS,
        reason="That is a manager's to do", cure="Ask yours",
    ),
    Action.AUDIT: Right(
        told="Read what was done (audit)", own=EVERYBODY, others=MANAGERS,
        reason="What others did is for managers to read", cure="Your own: sdrdesk audit",
    ),
    Action.SET_PASSWORD: Right(
        told="Set or drop a password", own=EVERYBODY, others=MANAGERS,
        reason="Only a manager sets somebody else's password", cure="Your own: sdrdesk team password",
    ),
    Action.MEMBERS: Right(
        told="Add members, change roles, say who left", own=MANAGERS, others=MANAGERS, headless=True,
        reason="Only a manager changes the team",
    ),
    Action.RULES: Right(
        told="Change the playbook and the offers, give passes", own=MANAGERS, others=MANAGERS, headless=True,
        reason="Only a manager changes the team's rules",
    ),
    Action.HOOKS: Right(
        told="Say who may post form fills, and who is told what happens", own=MANAGERS, others=MANAGERS, headless=True,
        reason="Only a manager may say who can post leads",
    ),
    Action.INBOX: Right(
        told="See what was posted, replay or drop it", own=MANAGERS, others=MANAGERS, headless=True,
        reason="What was posted is a manager's to see",
    ),
    Action.SUPPRESS: Right(
        told="Import suppression lists, take somebody off one", own=MANAGERS, others=MANAGERS, headless=True,
        reason="Only a manager imports lists or takes somebody off one", cure="Anybody may add: sdrdesk suppress add",
    ),
    Action.PRIVACY: Right(
        told="Give out or erase all that is kept of a person", own=MANAGERS, others=MANAGERS, headless=True,
        reason="Only a manager gives out or erases what is kept of a person",
    ),
    Action.RECEIVE: Right(
        told="Receive form fills (the service; nobody sits there)", own=EVERYBODY, others=EVERYBODY
    ),
}  # fmt: skip
"""The whole policy."""


def may(role: str, action: Action, *, is_own: bool = False, has_manager: bool = True) -> bool:
    """Whether somebody of a role may do a thing.

    Args:
        role: One of `ROLES`; any other may nothing.
        action: What.
        is_own: Whether it is done to what is theirs.
        has_manager: Whether the team has one; if not, some rights are everybody's.
    """
    right = TABLE[action]
    if role not in ROLES:
        return False
    return role in right.others or (is_own and role in right.own) or (right.headless and not has_manager)


def code(action: Action) -> str:
    """The steady word for scripts of a refusal: "not_yours" where one may to one's own, else "manager_only"."""
    return "not_yours" if REP in TABLE[action].own else "manager_only"


def rights() -> tuple[tuple[str, dict[str, str]], ...]:
    """The table for a reader: each action's words, and per role "all", "own", "-", or "no manager" for a fallback."""
    return tuple((right.told, {role: _word(right, role) for role in ROLES}) for right in TABLE.values())


def _word(right: Right, role: str) -> str:
    if role in right.others:
        return "all"
    if role in right.own:
        return "own"
    return "if no manager" if right.headless else "-"
