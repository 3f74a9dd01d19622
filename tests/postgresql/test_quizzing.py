"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(
    taken_over(
        "desk.test_quizzing",
        "costs_most",
        "searched_by",
        "unlocks_its_leads",
        "may_be_changed",
        "stored_with",
        "crash_loses",
        "twice_gives_one",
        "wait_and_read",
        "no_clock_shortens",
        "graded_by_the_version",
    )
)
