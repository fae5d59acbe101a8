"""The file and the feed by themselves: hostile texts, formulas, times, identifiers."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.core.atom import NAMESPACE, Feed, feed_document
from govtech.core.open_data import BOM, Entry, Item, cell, csv_text, plain
from govtech.core.text import clean

AT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
COLUMNS = (plain("題", "title"), plain("数", "number"))
ATOM = "{" + NAMESPACE + "}"


def written(title: str, number: object = 1) -> list[list[str]]:
    """The records of a file with one row."""
    text = "".join(csv_text(COLUMNS, [[Item(SimpleNamespace(title=title, number=number))]]))
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (1_234_567, "1234567"),
        (0.5, "0.5"),
        (AT, "2026-12-01T17:00:00+09:00"),
        (date(2026, 12, 1), "2026-12-01"),
        (["a", "b"], "a;b"),
        ((), ""),
        ('=HYPERLINK("http://evil.example","x")', '\'=HYPERLINK("http://evil.example","x")'),
        ("＝1+1", "'＝1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\n=1"),
        (["=1", "2"], "'=1;2"),
        ("1-2", "1-2"),
    ],
)
def test_cells(value, expected):
    assert cell(value) == expected


@given(st.text())
def test_any_text_is_read_again_as_it_was_and_never_as_a_formula(text):
    head, (title, _number) = written(text)
    assert head == ["題", "数"]
    assert title.removeprefix("'") == clean(text).removeprefix("'")
    assert not title.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_records_end_as_the_standard_says():
    text = "".join(csv_text(COLUMNS, [[Item(SimpleNamespace(title='二\n行と"引用",🏯', number=2))]]))
    assert text == BOM + '題,数\r\n"二\n行と""引用"",🏯",2\r\n'


def feed(*entries: Entry) -> ET.Element:
    """The feed read again."""
    links = (("self", "application/atom+xml", "https://a.example/needs.atom?q=<&>"),)
    return ET.fromstring(feed_document(Feed("needs", "ニーズ", "ja", links), entries, "https://a.example"))


@given(st.text(), st.text(), st.text())
def test_any_text_makes_a_feed_that_can_be_read(title, summary, author):
    entry = Entry("need/abc", "/needs/abc", title, summary, author, AT, AT, (title,))
    root = feed(entry)
    found = root.find(ATOM + "entry")
    assert (found.findtext(ATOM + "title") or "").split() == clean(title).split()
    assert found.findtext(ATOM + "id") == "tag:govtech-front-osaka,2026:need/abc"


def test_a_feed_has_what_the_standard_asks_for():
    root = feed(Entry("need/abc", "/needs/abc", "件名", "概要", "豊中市", AT))
    assert root.tag == ATOM + "feed"
    for element in (root, root.find(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
        assert element.find(ATOM + "author").findtext(ATOM + "name")
        assert datetime.fromisoformat(element.findtext(ATOM + "updated")) == AT
    assert feed().findtext(ATOM + "updated")
