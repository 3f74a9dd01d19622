"""Blocks and commitments on PostgreSQL; STRESS=1 for all of them."""

from tests.postgresql.suites import taken_over

globals().update(taken_over("desk.test_blocks", "fits_in_the_order", "ends_with_its_clock", "one_block_at_a_time"))
globals().update(taken_over("desk.test_commitments", "counted_from_the_log", "passed_quiz", "until_it_is_decided"))
