"""The shipped playbook says what the team agreed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from sdrdesk.domain.playbook import Channel, Match, Playbook, Stage, Then
from sdrdesk.feeds.playbook_file import read_playbook

SHIPPED = Path(__file__).parents[2] / "data/playbook.toml"

OFFERS = {
    "demo_request": ("DEMO", "now", "5 min", 1, False),
    "pricing_inquiry": ("PRICING", "now", "5 min", 1, False),
    "contact_us": ("CONTACT", "now", "30 min", 2, False),
    "free_trial": ("TRIAL", "now", "1 h", 2, False),
    "webinar": ("WEBINAR", "4 working hours", "1 working day", 3, True),
    "case_study": ("CASE", "24 h", "1 working day", 4, True),
    "whitepaper": ("PAPER", "24 h", "1 working day", 4, True),
    "ebook": ("EBOOK", "24 h", "1 working day", 4, True),
    "newsletter": ("NEWS", "never", "never", 0, False),
    "training": ("TRAIN", "never", "never", 0, False),
}
OUTCOMES = {
    "no_answer": ("n", Then.CADENCE, "", "nurture"),
    "voicemail": ("v", Then.CADENCE, "", "nurture"),
    "busy": ("b", Then.RETRY, "", "nurture"),
    "gatekeeper": ("g", Then.CADENCE, "", "nurture"),
    "meeting_booked": ("m", Then.MEETING, "connect conversation", "meeting"),
    "call_back": ("f", Then.CALLBACK, "connect", "nurture"),
    "sent_information": ("i", Then.AFTER, "connect conversation", "nurture"),
    "bad_timing": ("t", Then.NURTURE, "connect conversation", "nurture"),
    "disqualified": ("x", Then.END, "connect conversation needs_reason", "disqualified"),
    "wrong_number": ("w", Then.END, "connect", "disqualified"),
    "do_not_call": ("d", Then.END, "connect suppress", "suppressed"),
    "confirmed": ("c", Then.CONFIRM, "connect", "nurture"),
    "rescheduled": ("r", Then.MEETING, "connect", "meeting"),
    "cancelled": ("a", Then.AFTER, "connect", "nurture"),
    "held": ("h", Then.END, "", "meeting"),
    "no_show": ("s", Then.AFTER, "", "nurture"),
    "email_sent": ("e", Then.CADENCE, "", "nurture"),
    "replied": ("y", Then.AFTER, "", "nurture"),
    "social_sent": ("l", Then.CADENCE, "", "nurture"),
}
FLAGS = ("connect", "conversation", "needs_reason", "suppress")


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    """The playbook as it is shipped."""
    return read_playbook(SHIPPED)


def test_each_kind_of_offer_is_worked_as_agreed(playbook: Playbook) -> None:
    """Tag, first touch, answer-by, tier and gate of every kind."""
    got = {
        name: (kind.tag, str(kind.first_touch), str(kind.answer_within), kind.tier, kind.gated)
        for name, kind in playbook.offers.items()
    }

    assert got == OFFERS
    assert [name for name, kind in playbook.offers.items() if not kind.is_called] == ["newsletter", "training"]


def test_each_outcome_has_its_key_and_consequence(playbook: Playbook) -> None:
    """The keys of the call screen, in its order."""
    got = {
        name: (rule.key, rule.then, " ".join(flag for flag in FLAGS if getattr(rule, flag)), rule.stage)
        for name, rule in playbook.outcomes.items()
    }

    assert got == OUTCOMES
    assert list(got) == list(OUTCOMES)


def test_details_of_outcomes(playbook: Playbook) -> None:
    """A busy line is tried again in half an hour, three times; nobody learns by mail that nobody answered."""
    rules = playbook.outcomes

    assert (str(rules["busy"].after), rules["busy"].retries) == ("30 min", 3)
    assert (rules["no_answer"].with_email, rules["voicemail"].with_email) == (False, True)
    assert f"{rules['gatekeeper'].at:%H:%M}" == "08:15"
    assert str(rules["sent_information"].after) == "2 days"
    assert (rules["email_sent"].channel, rules["social_sent"].channel) == (Channel.EMAIL, Channel.SOCIAL)


@pytest.mark.parametrize("tier", [1, 2, 3, 4])
def test_a_cadence_is_six_calls_over_days_and_hours(playbook: Playbook, tier: int) -> None:
    """Six calls, each e-mail directly before a call, at hours that differ."""
    cadence = playbook.cadence_of(tier)
    channels = [step.channel for step in cadence.steps]
    hours = [step.at for step in cadence.steps if step.channel is Channel.CALL and step.at]

    assert cadence.calls == 6
    assert channels[0] is channels[-1] is Channel.CALL
    assert all(after is Channel.CALL for one, after in pairwise(channels) if one is Channel.EMAIL)
    assert len(set(hours)) == len(hours) >= 4
    assert cadence.exhausted is Stage.NURTURE


def test_stronger_interest_is_followed_up_faster(playbook: Playbook) -> None:
    """A cadence of tier 1 is over before one of tier 4."""
    days = [
        sum(step.after.amount for step in playbook.cadence_of(tier).steps if step.after.unit == "days")
        for tier in (1, 2, 3, 4)
    ]

    assert days == sorted(set(days))


def test_goals_quota_and_quiz_are_those_of_the_plan(playbook: Playbook) -> None:
    """60 dials, 8 conversations, 2 meetings; 10 opportunities after a ramp; four of five answers pass."""
    goals, quota, quiz = playbook.goals, playbook.quota, playbook.quiz

    assert (goals.dials, goals.conversations, goals.meetings) == (60, 8, 2)
    assert (quota.opportunities, quota.ramp) == (10, (0, 5, 10))
    assert (quota.pay_per_opportunity, quota.threshold, quota.accelerator) == (166.67, 0.5, 1.35)
    assert (quiz.questions, quiz.pass_mark, str(quiz.wait_after_failure)) == (5, 0.8, "30 min")
    assert (quiz.attempts_per_day, str(quiz.valid_for), str(quiz.grace_after_new_version)) == (3, "180 days", "7 days")


def test_stricter_states_are_known(playbook: Playbook) -> None:
    """Florida and Oklahoma allow three calls a day, Mississippi none on Sunday; each window names its source."""
    law = playbook.calling_hours.law

    assert {name for name, rule in law.items() if rule.calls_per_day} == {"US-FL", "US-OK"}
    assert law["US-MS"].sunday.is_closed
    assert str(law["US"].weekday) == "08:00-21:00"
    assert all(rule.source for rule in law.values())
    assert len(law) >= 22


def test_every_rung_can_be_won(playbook: Playbook) -> None:
    """Each small yes is won by itself or by an outcome."""
    by_outcome = {rule.yes for rule in playbook.outcomes.values()}

    assert [rung.key for rung in playbook.ladder if not rung.won_by and rung.key not in by_outcome] == []


@pytest.mark.parametrize("word", ["he", "she", "his", "her", "him"])
def test_tips_call_nobody_he_or_she(playbook: Playbook, word: str) -> None:
    """A tip is right whoever the prospect is."""
    tips = " ".join(tip for kind in playbook.offers.values() for tip in kind.tips).lower()

    assert word not in tips.replace(",", " ").replace(".", " ").replace(":", " ").split()


@pytest.mark.parametrize(
    ("kind", "title", "pages", "people", "grade"),
    [
        ("demo_request", "VP Sales Ops", ["pricing", "pricing"], 450, "A"),
        ("demo_request", "VP Sales", ["pricing"], 0, "A"),
        ("demo_request", "", [], 0, "B"),
        ("whitepaper", "Sales Manager", [], 0, "C"),
        ("ebook", "Student", ["pricing"], 0, "D"),
        ("ebook", "Student", [], 10_000, "D"),
    ],
)
def test_grades_sort_people_as_a_rep_would(
    playbook: Playbook, kind: str, title: str, pages: list[str], people: int, grade: str
) -> None:
    """A VP who asked for a demo and read pricing is an A; a student's e-book is a D."""
    score = playbook.score

    def points(matches: tuple[Match, ...], words: list[str]) -> int:
        return sum(one.points * min(one.most, sum(word.lower() in one.words for word in words)) for one in matches)

    total = score.kinds[kind] + points(score.titles, title.split()) + points(score.pages, pages)
    total += next((band.points for band in score.sizes if people >= band.people), 0)

    got = "A" if total >= score.a else "B" if total >= score.b else "C" if total >= score.c else "D"
    assert got == grade
