"""Meetings, each member by a database role of their own; STRESS=1 for all."""

from tests.postgresql import roles
from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_meetings", "can_be_taken_back"), world=roles.world)
