"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(
    taken_over(
        "desk.test_quizzing",
        "unlocks_its_leads",
        "stored_with",
        "twice_gives_one",
        "wait_and_read",
        "no_clock_shortens",
        "graded_by_the_version",
    )
)
