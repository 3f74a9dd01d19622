"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(
    taken_over(
        "desk.test_calling",
        "held_for_half",
        "in_the_book",
        "same_log_twice",
        "set_back",
        "plays_later",
        "waits_for_the_later_log",
        "do_not_call",
        "snooze_is_audited",
    )
)
