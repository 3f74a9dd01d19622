"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(
    taken_over(
        "desk.test_manage",
        "given_by_rule",
        "absence_lends",
        "needs_the_manager",
        "campaign_that",
    )
)
