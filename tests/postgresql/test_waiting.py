"""The suite of the same name on PostgreSQL: all of it with STRESS=1."""

from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_waiting", "arms_are_compared", "arm_is_kept"))
