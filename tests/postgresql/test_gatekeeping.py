"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_gatekeeping", "running_out", "hands_a_locked", "fewest_leads", "opens_one_lead"))
