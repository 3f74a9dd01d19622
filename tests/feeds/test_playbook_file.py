"""Reading a playbook file and saying what is wrong with it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdrdesk.domain.plain import stored_playbook
from sdrdesk.errors import BadInput
from sdrdesk.feeds.playbook_file import read_playbook

SHIPPED = Path(__file__).parents[2] / "data/playbook.toml"
TEXT = SHIPPED.read_text(encoding="utf-8")

ROUTE = "\n[[routing.rules]]\n{}\nto = ['everybody']\n[pool]"
"""A routing rule, before the section that follows."""

BROKEN = [
    # what is in the file, what stands there instead, what is said
    ("tier = 1 ", "teir = 1 ", 'offers.demo_request.teir: no such key; did you mean "tier"?'),
    ('market = "bant"', 'market = "bnat"', 'market: there is no markets.bnat; did you mean "bant"?'),
    ('market = "bant"', 'xyz = 1\nmarket = "bant"', "xyz: no such key"),
    ('market = "bant"', 'raw = {}\nmarket = "bant"', "raw: no such key"),
    ('market = "bant"', '"\\u001b[2J" = 1\nmarket = "bant"', ": no such key"),
    ('label = "Demo request"\n', "", "offers.demo_request.label: is missing"),
    ('label = "Demo request"', 'label = " "', "offers.demo_request.label: is empty"),
    ('label = "Demo request"', 'label = "\\u001b[2J"', "offers.demo_request.label: holds control characters"),
    ('label = "Demo request"', f'label = "{"x" * 301}"', "is longer than 300 characters"),
    ('tag = "DEMO"', 'tag = "DEMONSTRATION"', '"DEMONSTRATION" is longer than 8 characters'),
    ("tier = 1 ", "tier = 5 ", "offers.demo_request.tier: must be between 0 and 4"),
    ("tier = 1 ", 'tier = "1" ', "offers.demo_request.tier: must be a whole number, without quotes"),
    ("tier = 1 ", "tier = true ", "offers.demo_request.tier: must be a whole number"),
    ("tier = 1 ", "tier = 0 ", 'tier 0 and first_touch "never" go together'),
    ("[cadences.3]", "[cadences.5]", "offers.webinar.tier: there is no cadences.3"),
    ("[cadences.3]", "[cadences.5]", "cadences.5: cadences are named after tiers: 1, 2, 3, 4"),
    ('answer_within = "5 min"', 'answer_within = "soon"', 'offers.demo_request.answer_within: "soon" is not a span'),
    ('answer_within = "5 min"', "answer_within = 5", "write it as text in quotes, not as int"),
    ('answer_within = "5 min"', 'answer_within = "never"', 'cannot be "never" for a kind that is called'),
    ('answer_within = "5 min"', 'answer_within = "now"', '"now" is no time at all'),
    ('first_touch = "24 h"', 'first_touch = "9999 days"', '"9999 days" is too long: at most 90 days'),
    ('first_touch = "24 h"', 'first_touch = "99 working days"', "at most 60 days"),
    ("gated = true", 'gated = "yes"', "offers.webinar.gated: must be true or false, without quotes"),
    ("the {page}", "the {pgae}", "offers.demo_request.tips[2]: {pgae} is not known here: write {page} or {minutes}"),
    ("the {page}", "the {page.x}", "{page.x} is not known here"),
    ("the {page}", "the {page!r}", "is not known here"),
    ("the {page}", "the {minutes:>999999999}", "is not known here"),
    ("the {page}", "the {page", "is not known here: write {page} or {minutes}"),
    ('key = "v"', 'key = "n"', 'outcomes.voicemail.key: "n" is already the key of outcomes.no_answer'),
    ('key = "v"', 'key = "u"', 'outcomes.voicemail.key: "u" is taken: it is the key for undo'),
    ('key = "v"', 'key = "3"', '"3" is taken: digits tick small yeses'),
    ('key = "v"', 'key = "tab"', "outcomes.voicemail.key: must be one printable character"),
    ('key = "v"', 'key = " "', "outcomes.voicemail.key: must be one printable character"),
    ('then = "retry"', 'then = "later"', 'outcomes.busy.then: must be one of "cadence", "retry"'),
    ('after = "30 min"', "", 'outcomes.busy.after: is missing: then = "retry" needs it'),
    ('after = "30 min"', 'after = "never"', 'outcomes.busy.after: cannot be "never"'),
    ("retries = 3", "retries = 0", 'outcomes.busy.retries: and then = "retry" need each other'),
    ("retries = 3", "retries = -1", "outcomes.busy.retries: must be between 0 and 20"),
    ('after = "2 days"                 #', "#", 'outcomes.sent_information.after: is missing: then = "after" needs it'),
    ('then = "after"', 'then = "cadence"', 'outcomes.sent_information.after: goes only with then = "after" or "retry"'),
    ("at = 08:15:00", "at = 07:15:00", "outcomes.gatekeeper.at: 07:15 is outside the calling hours, 08:00-18:00"),
    ("at = 08:15:00", 'at = "08:15Z"', "outcomes.gatekeeper.at: must be a time of day such as 08:15:00"),
    ("at = 08:15:00", 'at = "morning"', "outcomes.gatekeeper.at: must be a time of day such as 08:15:00"),
    ('then = "meeting"', 'then = "nurture"', 'outcomes.meeting_booked.stage: must be "nurture"'),
    ('stage = "meeting"', "", 'outcomes.meeting_booked.stage: must be "meeting"'),
    ('stage = "disqualified"', 'stage = "open"', 'cannot be "open" with then = "end"'),
    ("suppress = true", "suppress = false", "outcomes.do_not_call.stage: suppress = true"),
    ("connect = true                   #", "#", "outcomes.call_back.connect: must be true"),
    ('yes = "will_read"', 'yes = "wil_read"', 'the ladder has no "wil_read"; did you mean "will_read"?'),
    ('key = "picked_up"', 'key = "demo"', 'ladder[6].key: "demo" is there twice'),
    (
        'won_by = "connect"',
        'won_by = "luck"',
        'ladder[3].won_by: must be one of "opened_mail", "conversion", "connect"',
    ),
    ('    { channel = "call" }, ', "    #", "cadences.1.steps: must begin with a call"),
    (
        'channel = "call", after = "3 days", at = 11:00:00',
        'channel = "email"',
        "cadences.1.steps: must end with a call",
    ),
    ('after = "2 h"', 'after = "2 h", at = 09:00:00', "cadences.1.steps[3].at: goes only with an `after` in days"),
    ('exhausted = "nurture"', 'exhausted = "open"', 'cadences.1.exhausted: cannot be "open"'),
    ("version = 2026-11-01 ", 'version = "1.11.2026" ', "calling_hours.version: must be a day such as 2026-11-01"),
    ('weekday = "08:00-18:00"', 'weekday = "18:00-08:00"', '"18:00-08:00" closes before it opens'),
    ('weekday = "08:00-18:00"', 'weekday = "closed"', "calling_hours.business.weekday: cannot be closed"),
    ("IL = {", "ISR = {", "calling_hours.business_in.ISR: must be a country of two letters"),
    ("[calling_hours.law.US-FL]", "[calling_hours.law.Florida]", "calling_hours.law.Florida: must be"),
    ("calls_per_day = 3", "calls_per_day = 3.5", "calling_hours.law.US-FL.calls_per_day: must be a whole number"),
    ('"America/New_York"', '"America/NewYork"', 'no zone "America/NewYork"; did you mean "America/New_York"?'),
    ('"America/New_York"', '"../../etc/passwd"', 'team_hours.zone: there is no zone "../../etc/passwd"'),
    ('weekday = "09:00-18:00"          #', 'weekday = "closed" #', "team_hours.week.weekday: cannot be closed"),
    ('holidays = "US"', 'holidays = "America"', "team_hours.holidays: must be a region"),
    ("dials = 60", f"dials = 1{'0' * 30}", "goals.dials: must be between 1 and 2000"),
    ("dials = 60", "dials = -1", "goals.dials: must be between 1 and 2000"),
    ("dials = 60", "dials = nan", "goals.dials: must be a whole number"),
    ("ramp = [0, 5, 10]", "ramp = 5", "quota.ramp: must be a list in [ ]"),
    ("ramp = [0, 5, 10]", "ramp = [0, -5, 10]", "quota.ramp[2]: must be between 0 and 10000"),
    ("accelerator = 1.35", "accelerator = inf", "quota.accelerator: must be between 1 and 10"),
    ("b = 30 ", "b = 60 ", "score.a: the points for grades a, b and c must come down"),
    ("webinar = 12", "webniar = 12", 'score.kinds.webniar: no such kind of offer; did you mean "webinar"?'),
    ("people = 200", "people = 2000", "score.sizes: must come largest first"),
    ('words = ["director"]', "words = []", "score.titles[3].words: must hold words"),
    ("pass_mark = 0.8", "pass_mark = 1.8", "quiz.pass_mark: must be between 0 and 1"),
    ("pass_mark = 0.8", "pass_mark = nan", "quiz.pass_mark: must be between 0 and 1"),
    ('valid_for = "180 days"', 'valid_for = "9999 days"', "quiz.valid_for:"),
    ("[markets.bant]", "[markets.'b\\t']", "keys are letters, digits, _ and -"),
    ("[goals] ", "[goals", "playbook.toml:"),
    ("[quiz]", "[goals]", "Cannot declare ('goals',) twice"),
    ('default = ["everybody"]', "default = []", "routing.default: names nobody"),
    (
        'default = ["everybody"]',
        'default = ["pool", "ann"]',
        "a pool stands alone: leads are either shared out or taken",
    ),
    ('default = ["everybody"]', 'default = ["a b"]', '"a b" is no login, group, "everybody", "pool" or "pool:GROUP"'),
    ('without_pass = "if_nobody"', 'without_pass = "no"', 'routing.without_pass: must be one of "never", "if_nobody"'),
    ("\n[pool]", ROUTE.format("name = 'default'"), '"default" is taken: each rule has a name of its own'),
    ("\n[pool]", ROUTE.format("name = 'a b'"), "routing.rules[1].name: must be letters"),
    ("\n[pool]", ROUTE.format("name = 'x'\nregions = ['usa']"), 'must be a country "DE" or a state "US-CA"'),
    ("\n[pool]", ROUTE.format("name = 'x'\nlanguages = ['German']"), 'must be two small letters: "de"'),
    ("\n[pool]", ROUTE.format("name = 'x'\nkinds = ['demo']"), "routing.rules[1].kinds[1]: no such kind of offer"),
    (
        "\n[pool]",
        ROUTE.format("name = 'x'\npeople_least = 9\npeople_most = 3"),
        "is below people_least, 9: no company fits",
    ),
    (
        "\n[pool]",
        ROUTE.format("name = 'x'").replace("[pool]", "") + ROUTE.format("name = 'y'"),
        "is never reached: a rule before it fits",
    ),
    ('lease = "5 min"', 'lease = "5 days"', 'pool.lease: must be in minutes or hours: "5 min"'),
    ('lease = "5 min"', 'lease = "2 h"', "pool.lease: is longer than the longest, 30 min"),
    (
        '{ at = 150, to = "next" }',
        '{ at = 80, to = "next" }',
        "escalation.steps[2].at: must come after the step before it",
    ),
]


def said(path: Path, text: str | bytes) -> str:
    """What is said about a file with this text; "" if it can be used."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        read_playbook(path)
    except BadInput as error:
        return f"{error.title}\n{error.message}"
    return ""


@pytest.mark.parametrize(("old", "new", "words"), BROKEN)
def test_says_what_is_wrong_and_where(tmp_path: Path, old: str, new: str, words: str) -> None:
    """Each mistake is told in words that name the cure, with a line."""
    broken = TEXT.replace(old, new, 1)
    assert broken != TEXT

    message = said(tmp_path / "playbook.toml", broken)

    assert words in message
    assert all(re.match(r"playbook\.toml:\d+: ", line) for line in message.splitlines()[1:])
    assert all(line.isprintable() for line in message.splitlines())


def test_the_line_is_the_line_of_the_mistake(tmp_path: Path) -> None:
    """An editor can jump to it."""
    line = TEXT.split("tier = 1 ")[0].count("\n") + 1

    message = said(tmp_path / "playbook.toml", TEXT.replace("tier = 1 ", "teir = 1 ", 1))

    assert message == (
        "playbook.toml has a problem\n"
        f'playbook.toml:{line}: offers.demo_request.teir: no such key; did you mean "tier"?'
    )


def test_says_everything_at_once(tmp_path: Path) -> None:
    """Mistakes of spelling, of numbers and of what belongs together come in one go, in the order of the file."""
    broken = TEXT
    for old, new in (
        ("tier = 1 ", "teir = 1 "),
        ('tag = "DEMO"', 'tag = "DEMONSTRATION"'),
        ("dials = 60", "dials = 9000"),
        ('key = "v"', 'key = "n"'),
        ("conversations = 8", 'conversation = "8"'),
        ('market = "bant"', 'market = "bnat"'),
    ):
        broken = broken.replace(old, new, 1)

    message = said(tmp_path / "playbook.toml", broken).splitlines()

    places = [line.split(": ")[1] for line in message[1:]]
    assert message[0] == "playbook.toml has 6 problems"
    assert places == [
        "market",
        "offers.demo_request.tag",
        "offers.demo_request.teir",
        "outcomes.voicemail.key",
        "goals.dials",
        "goals.conversation",
    ]


def test_an_empty_file_lacks_everything(tmp_path: Path) -> None:
    """Every section is named."""
    message = said(tmp_path / "playbook.toml", "")

    assert "playbook.toml:1: offers: is missing" in message
    assert "playbook.toml:1: quiz: is missing" in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"#" * 1_000_001, "larger than 1 MB"),
        (b"a = 1\n\xff", "playbook.toml:2: is not UTF-8 text"),
        (b"a" + b".a" * 200_000 + b" = 1", "holds more than 40 dots"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"a = " + b"9" * 100_000, "a number too long"),
        (b"version = 0x" + b"f" * 100_000, "a number too long"),
        (b"\n".join(b"k%d = 1" % n for n in range(600)), "more than 500 entries"),
        (b"\n".join(b"k%d = 1" % n for n in range(400)), "and 376 more"),
        (b"a = \x00", "playbook.toml:1:"),
    ],
    ids=["large", "bytes", "dots", "nested", "digits", "hex", "entries", "problems", "nul"],
)
def test_a_hostile_file_is_refused_at_once(tmp_path: Path, content: bytes, words: str) -> None:
    """Size, depth and digits end in a refusal, not in a crash or a long wait."""
    assert words in said(tmp_path / "playbook.toml", content)


@pytest.mark.parametrize("name", ["nothing.toml", ".", "nul\x00.toml"])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    """A missing file is not a crash."""
    with pytest.raises(BadInput, match="cannot be read"):
        read_playbook(tmp_path / name)


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    """What Notepad saves can be read."""
    assert said(tmp_path / "playbook.toml", b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()) == ""


def test_times_and_days_may_be_written_as_text(tmp_path: Path) -> None:
    """`"08:15"` is as good as `08:15:00`."""
    text = TEXT.replace("at = 08:15:00", 'at = "08:15:00"').replace("= 2026-11-01 ", '= "2026-11-01" ')

    assert said(tmp_path / "playbook.toml", text) == ""


def test_reading_loads_pydantic_only_when_a_file_is_read() -> None:
    """Importing the reader costs the start of the desk nothing."""
    code = "import sys, sdrdesk.feeds.playbook_file; print('pydantic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


LINES = TEXT.split("\n")
VALUES = [
    "",
    "0",
    "-1",
    "1e999",
    "nan",
    '""',
    '"never"',
    '"x\\u001b[2J"',
    "[]",
    "{}",
    "true",
    "2026-02-29",
    "99:99",
    "'{'",
]
_edits = st.one_of(
    st.tuples(st.just("drop"), st.integers(0, len(LINES) - 1), st.just("")),
    st.tuples(st.just("twice"), st.integers(0, len(LINES) - 1), st.just("")),
    st.tuples(st.just("value"), st.integers(0, len(LINES) - 1), st.sampled_from(VALUES) | st.text(max_size=8)),
    st.tuples(st.just("insert"), st.integers(0, len(LINES) - 1), st.text(max_size=20) | st.sampled_from(LINES)),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_edits, min_size=1, max_size=4))
def test_no_change_to_the_file_ends_in_a_crash(tmp_path: Path, edits: list[tuple[str, int, str]]) -> None:
    """Whatever becomes of the file, it is read as written or refused in words."""
    lines = list(LINES)
    for kind, place, text in edits:
        if kind == "value":
            lines[place] = f"{lines[place].split('=')[0]}= {text}"
        else:
            lines[place] = {"drop": "", "twice": f"{lines[place]}\n{lines[place]}", "insert": text}[kind]
    path = tmp_path / "playbook.toml"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))

    with suppress(BadInput):
        playbook = read_playbook(path)
        assert stored_playbook(json.loads(json.dumps(playbook.raw))) == playbook


LEARNING = (
    (
        'wait_after_failure = "30 min"',
        'wait_after_failure = "1 working day"',
        "quiz.wait_after_failure: must be in real",
    ),
    ("pass_mark = 0.8 ", "pass_mark = 0.0 ", "quiz.pass_mark: must be above 0"),
    ('hand_over = "ask"', 'hand_over = "never"', 'gate.hand_over: must be one of "off", "ask", "automatic"'),
    ("least_answers = 20", "least_answers = 1", "gate.least_answers: must be between 2 and"),
    ("pass_score = 0.7", "pass_score = 70.0", "onboarding.pass_score: must be between 0 and 1"),
    ('offer = "lead-to-sql"', 'offer = "desk-method"', '"desk-method" is there twice'),
    ('key = "story"', 'key = "two words"', "must be letters, digits"),
    ('"Admits what is true in it"', '" "', "must hold lines, none of them empty"),
    ('within = "20 working days"', 'within = "now"', "is no time at all"),
)


@pytest.mark.parametrize(("old", "new", "says"), LEARNING)
def test_rules_of_the_gate_and_the_road_are_checked(tmp_path: Path, old: str, new: str, says: str) -> None:
    """Quizzes wait in real time, skills have something to look for, and nothing is asked twice."""
    assert old in TEXT

    assert says in said(tmp_path / "playbook.toml", TEXT.replace(old, new, 1))


def test_a_playbook_from_before_the_gate_still_reads(tmp_path: Path) -> None:
    """Files without the sections about the gate and onboarding get the defaults."""
    head, _, rest = TEXT.partition("[gate]")
    _, _, tail = rest.partition(
        "# ------",
    )
    _, _, markets = tail.partition(
        "# --------------------------------------------------------------------------------- markets"
    )
    file = tmp_path / "playbook.toml"
    file.write_text(f"{head}{markets}", encoding="utf-8")
    playbook = read_playbook(file)

    assert playbook.gate.hand_over == "ask"
    assert playbook.onboarding.offers == ()
