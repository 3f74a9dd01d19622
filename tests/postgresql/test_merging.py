"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(
    taken_over("desk.test_merging", "brings_everything", "same_conversion", "unmerge_gives", "do_not_call")
)
