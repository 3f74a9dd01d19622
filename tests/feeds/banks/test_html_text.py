"""HTML becomes text that a terminal can show."""

from __future__ import annotations

import pytest

from sdrdesk.feeds.banks.html_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain &lt; text", "plain < text"),
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("10<sup>2</sup> m<sub>1</sub>", "10^2 m_1"),
        ("a\n  b\t c", "a b c"),
        ("<script>alert(1)</script><style>p{}</style>x</script>", "x"),
        ("<pre>\nif x:\n    y\n</pre></pre>z", "if x:\n    y\n\nz"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", "a b\n\nc"),
        ("a<!-- no <b>x</b> -->b<!-- open", "ab"),
        ("fewer than <3 and <b unclosed", "fewer than <3 and <b unclosed"),
        ("<a title='a > b' href=\"<x>\">c</a>", "c"),
        ("<![if !supportLists]>a<![endif]> <![odd b", "a <![odd b"),
        ("\x00 0\x00\x01x", "0x"),
    ],
)
def test_text_of_html(html: str, text: str) -> None:
    """Blocks become lines, entities characters, scripts nothing."""
    assert plain_text(html).text == text


def test_hostile_html_takes_no_time() -> None:
    """Tags and comments that never end are text, however many there are."""
    assert plain_text("<a " * 15_000).text.startswith("<a <a")
    assert plain_text("<!--" * 10_000).text == ""


def test_losses_are_named_once() -> None:
    """Images and the like are named by what they say of themselves."""
    found = plain_text('<img alt="map"><img alt="map"><img src="x"><video></video>')

    assert found.lost == ("an image (map)", "an image", "a film")
    assert found.had_markup
    assert not plain_text("a < b").had_markup
