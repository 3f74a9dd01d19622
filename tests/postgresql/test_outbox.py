"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_outbox", "one_sender", "in_order", "dead_letter", "forgotten", "to_opportunity"))
