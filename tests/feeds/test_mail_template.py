"""Templates are filled with facts and can do nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.messages import FACTS, Template, choose
from sdrdesk.errors import BadInput
from sdrdesk.feeds.mail_rules import MAIL_RULES
from sdrdesk.feeds.mail_template import faults, fill
from tests.worlds import shipped_playbook

EVIL = (
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    '{{ "a" * 999999999 }}',
    "{{ 9 ** 9 ** 9 }}",
    "{{ name.__class__.__mro__ }}",
    "{{ name['__class__'] }}",
    "{{ ''.join(['a']) }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% set a = name %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% block a %}{% endblock %}",
    "{{ name|attr('__class__') }}",
    "{{ name|format(name) }}",
    "{{ name|center(999999999) }}",
    "{{ name|map('upper') }}",
    "{{ range(9) }}",
    "{% if name is sameas(name) %}x{% endif %}",
    "{{ name ~ name }}",
    "{{ [name] }}",
    "{{ (" * 3 + "name" + ")" * 2,
    "{{ " + "(" * 2900 + "name" + ")" * 2900 + " }}",
    "{{ " + "not " * 1400 + "name }}",
    "x" * 6001,
    "{{",
    "{% if %}",
)


@pytest.mark.parametrize("source", EVIL)
def test_a_template_that_would_run_or_loop_is_refused(source: str) -> None:
    """Loops, calls, attributes, sums and imports are named as what is not allowed."""
    with pytest.raises(BadInput, match="A template cannot be used"):
        fill(source, {"name": "Ann"})
    assert list(faults(source))


@given(value=st.text(max_size=200))
def test_a_fact_is_never_read_as_a_template(value: str) -> None:
    """What a lead is called stands in the message as it is, whatever signs it holds."""
    assert fill("<{{ name }}>", {"name": value or "x"}).text == f"<{value or 'x'}>"


def test_facts_filters_and_parts_that_may_be_missing() -> None:
    """A fact that is not known is named, unless the template leaves its part out."""
    facts = {"first_name": "ann", "company": "A & B", "page": ""}

    assert fill("Hi {{ first_name|title }}, {{ company|urlencode }}", facts).text == "Hi Ann, A%20%26%20B"
    assert fill("a{% if page is defined %} read {{ page }}{% endif %}.", facts).text == "a."
    got = fill("{{ first_name }} of {{ city }} read {{ page }}", facts)
    assert (got.text, got.missing) == ("ann of {{ city }} read {{ page }}", ("city", "page"))


def test_a_word_that_is_no_fact_is_found_before_anything_is_written() -> None:
    """The check of a playbook names it, and the nearest there is."""
    assert list(faults("{{ frist_name }}")) == ['no fact is called "frist_name"; did you mean "first_name"?']
    assert list(faults("{{ first_name }} {{ rep }}")) == []


def test_the_template_of_a_touch_is_the_nearest_one() -> None:
    """Its own kind goes before all kinds, its own number before any."""
    every, second, demo = (Template(lines=(name,)) for name in ("any", "second", "demo"))
    second, demo = replace(second, number=2), replace(demo, kinds=("demo_request",))
    there = (every, second, demo, Template(channel="social", lines=("hi",)))

    found = [
        choose(there, *touch) for touch in (("email", "ebook", 1), ("email", "ebook", 2), ("email", "demo_request", 2))
    ]
    assert found == [every, second, demo]
    assert choose((second,), "email", "ebook", 1) is None


def test_every_shipped_template_can_be_filled() -> None:
    """With every fact known, each gives a subject and a text without a brace."""
    facts = dict.fromkeys(FACTS, "x")
    for one in shipped_playbook().templates:
        texts = [fill(source, facts) for source in (one.subject, "\n".join(one.lines), one.link)]
        assert all(not text.missing and "{" not in text.text for text in texts)


def test_what_is_wrong_with_templates_is_said_with_its_place() -> None:
    """Channel, subject, link, kinds and every fault of the text."""
    wrong = (
        Template(channel="fax", lines=("x",)),
        Template(subject="", lines=("x",)),
        Template(subject="s", lines=()),
        Template(channel="social", lines=("x",), link="http://example.com"),
        Template(subject="{{ 1 + 1 }}", lines=("{{ nobody }}",), kinds=("nothing",)),
    )
    found = {path: words for rule in MAIL_RULES for path, words in rule(wrong, shipped_playbook().offers)}

    assert {path[1:] for path in found} == {
        (0, "channel"), (1, "subject"), (2, "lines"), (3, "link"), (4, "subject"), (4, "lines"), (4, "kinds")
    }  # fmt: skip
