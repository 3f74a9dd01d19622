"""Calling, each member by a database role of their own: the desk needs no right that a rep lacks; STRESS=1 for all."""

from tests.postgresql import roles
from tests.postgresql.suites import taken_over

some = ("in_the_book", "same_log_twice", "plays_later", "meeting_away", "of_do_not_call", "snooze_is_audited")
# A colleague's lead with the same number stays as it is, unseen; it can be called no more all the same.
without = "do_not_call_is_for_good_and_for_everybody"

globals().update(taken_over("desk.test_calling", *some, without=without), world=roles.world)
