"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(
    taken_over("desk.test_meetings", "stands_first", "can_be_taken_back", "accepted_to_won", "taken_whole")
)
