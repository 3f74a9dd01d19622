"""The suite of the same name on PostgreSQL."""

from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_undoing", ""))
