"""The suite of the same name on PostgreSQL; STRESS=1 for all of it."""

from tests.postgresql.suites import taken_over

globals().update(
    taken_over(
        "desk.test_manage",
        "given_by_rule",
        "absence_lends",
        "only_their_own",
        "needs_the_manager",
        "campaign_that",
        "what_came_of",
    )
)
