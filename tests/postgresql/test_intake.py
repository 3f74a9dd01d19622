"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(
    taken_over(
        "desk.test_intake",
        "hubspot",
        "same_file_twice",
        "crash_in_the_middle",
        "unseen_until",
        "second_import",
        "joins_and_promotes",
        "import_is_planned",
    )
)
