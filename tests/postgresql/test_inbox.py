"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(
    taken_over(
        "desk.test_inbox",
        "same_commit",
        "counts_once",
        "fault_while_writing",
        "burst_is_kept",
    )
)
