"""The suite of the same name on PostgreSQL: all of it with STRESS=1."""

from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_scoring", "applied_and_taken_back", "score_and_outcome_disagree"))
