"""The suite of the same name on PostgreSQL: all of it, because the store does the counting."""

from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_team_counts", ""))
