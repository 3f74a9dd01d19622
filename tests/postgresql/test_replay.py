"""The suite of the same name on PostgreSQL: all of it with STRESS=1."""

from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_replay", "last_days_are_replayed", "shorter_wait"))
