"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_order", "tabs_are_what", "brief_places", "nothing_is_hidden"))
