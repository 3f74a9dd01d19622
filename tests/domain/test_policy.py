"""The policy: what the table says comes out, whatever is asked."""

from __future__ import annotations

import pytest

from sdrdesk.domain import policy
from sdrdesk.domain.policy import MANAGER, REP, ROLES, TABLE, Action, may


@pytest.mark.parametrize("action", list(Action))
def test_a_manager_may_what_a_rep_may(action: Action) -> None:
    """Nothing that a rep may do to others' is kept from a manager; one's own is never less than others'."""
    for role in ROLES:
        assert may(role, action, is_own=True) >= may(role, action)
    assert may(MANAGER, action) >= may(REP, action)


@pytest.mark.parametrize("action", list(Action))
def test_nobody_without_a_role_may_anything(action: Action) -> None:
    """A role that is not in the table, as a slip in a column would make one, opens nothing."""
    for strange in ("", "Manager", "manager ", "admin"):
        assert not may(strange, action, is_own=True, has_manager=False)


def test_a_rep_sees_and_calls_own_leads_only() -> None:
    """What a rep may: own leads, own figures, nothing of the team's."""
    for action in (Action.WORK_LEAD, Action.SEE_FIGURES, Action.AUDIT):
        assert may(REP, action, is_own=True)
        assert not may(REP, action)
        assert may(MANAGER, action)
    for action in (Action.SEE_TEAM, Action.MANAGE, Action.OPEN_GATE, Action.MEND, Action.SEE_MARKETING):
        assert not may(REP, action, is_own=True)


def test_nobody_takes_a_colleagues_quiz() -> None:
    """A pass is one's own to earn, for managers too."""
    assert not any(may(role, Action.LEARN) for role in ROLES)


def test_a_team_without_a_manager_is_set_up_by_everybody() -> None:
    """Members, rules and webhooks are anybody's where there is no manager; nothing else is."""
    free = {action for action in Action if may(REP, action, has_manager=False)} - {Action.IMPORT, Action.RECEIVE}
    assert free == {Action.MEMBERS, Action.RULES, Action.HOOKS, Action.INBOX, Action.SUPPRESS, Action.PRIVACY}
    assert not any(may(REP, action) for action in free)


def test_every_action_is_in_the_table_with_words() -> None:
    """Each action has a line for readers, and each that is refused to anybody says why."""
    assert set(TABLE) == set(Action)
    assert len(policy.rights()) == len(Action)
    for action, right in TABLE.items():
        assert right.told
        assert right.own >= right.others
        if right.others != policy.EVERYBODY:
            assert right.reason, action
