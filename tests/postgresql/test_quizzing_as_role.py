"""Quizzes, each member by a database role of their own: the server grades them once more; STRESS=1 for all."""

from tests.postgresql import roles
from tests.postgresql.suites import taken_over

some = ("four_of_five", "unlocks_its_leads", "graded_by_the_version", "wait_and_read")
# What a colleague did cannot be measured, and is not there rather than theirs.
without = "how_long_a_quiz_takes|everybody_earns_their_own"

globals().update(taken_over("desk.test_quizzing", *some, without=without), world=roles.world)
