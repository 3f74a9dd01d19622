"""XML is read without trust: no document type, no entities, nothing fetched, bounded, with lines."""

from __future__ import annotations

import pytest

from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks import xml_tree
from sdrdesk.feeds.banks.xml_tree import parse_xml


def test_tree_knows_names_texts_and_lines() -> None:
    """Prefixes are dropped, texts stay in order, every element knows its line."""
    root = parse_xml(b'<x:a xmlns:x="u" x:b="1">\n<c>t<d/>u</c></x:a>', "f.xml")
    (child,) = root.children("c")

    assert (root.tag, root.get("b"), root.get("none")) == ("a", "1", "")
    assert (child.line, child.text(), root.text_of("c"), root.text_of("c", "no")) == (2, "tu", "tu", "")
    assert child.outer_html() == "<c>t<d></d>u</c>"
    assert [node.tag for node in root.walk()] == ["c", "d"]


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>',
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_document_type_is_refused(raw: bytes) -> None:
    """Growing entities and files to fetch are refused at the declaration."""
    with pytest.raises(BadInput, match="DOCTYPE") as caught:
        parse_xml(raw, "f.xml")

    assert "line 1" in caught.value.message


def test_unknown_entity_is_refused() -> None:
    """An entity that XML does not know makes the file ill-formed."""
    with pytest.raises(BadInput, match="line 2: undefined entity"):
        parse_xml(b"<a>\n&nbsp;</a>", "f.xml")


def test_ill_formed_file_is_refused_with_its_line() -> None:
    """A wrong tag names file and line."""
    with pytest.raises(BadInput, match=r"f\.xml is not well-formed XML\. line 3: mismatched tag"):
        parse_xml(b"<a>\n<b>\n</a>", "f.xml")


def test_depth_and_size_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nesting and number of elements end where no bank has any."""
    with pytest.raises(BadInput, match="deeper"):
        parse_xml(b"<a>" * 300, "f.xml")
    monkeypatch.setattr(xml_tree, "MOST_ELEMENTS", 3)
    with pytest.raises(BadInput, match="more elements"):
        parse_xml(b"<a><b/><b/><b/></a>", "f.xml")


def test_other_encodings_are_read_or_refused() -> None:
    """Latin-1 is read by its declaration, an unknown one is refused."""
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><a>\u00e9</a>'.encode("latin-1")

    assert parse_xml(latin, "f.xml").text() == "\u00e9"
    with pytest.raises(BadInput):
        parse_xml(b'<?xml version="1.0" encoding="klingon"?><a/>', "f.xml")
