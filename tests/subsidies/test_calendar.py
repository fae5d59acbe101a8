"""The calendar of deadlines: as RFC 5545 asks, stable, and with nothing in it that is not public."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.core.clock import JST
from govtech.subsidies.calendar import Deadline, calendar, escaped, folded, moment
from tests.subsidies.fixtures import moments

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def value(text: str) -> str:
    """An escaped value read back."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=400))
def test_folded_line_reads_back_and_no_line_is_too_long(line):
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line


@given(texts)
def test_escaped_text_reads_back_on_one_line(text):
    written = escaped(text)
    assert "\n" not in written
    assert "\r" not in written
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", written)
    assert value(written).split() == escaped_source(text).split()


def escaped_source(text: str) -> str:
    return "".join(
        c for c in text.replace("\r\n", "\n").replace("\r", "\n") if value(escaped(c)) or c == "\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("一、二,三;四", "一、二\\,三\\;四"),
        ("道\\路", "道\\\\路"),
        ("一行目\r\n二行目", "一行目\\n二行目"),
        ("BEGIN:VEVENT\nX", "BEGIN:VEVENT\\nX"),
    ],
)
def test_marks_of_the_format_are_escaped(text, written):
    assert escaped(text) == written


@given(moments)
def test_moments_are_written_in_utc(at):
    assert moment(at.astimezone(JST)) == at.strftime("%Y%m%dT%H%M%SZ")


def test_calendar_as_a_whole():
    deadline = Deadline(
        "subsidy-abc-0",
        datetime(2026, 12, 15, 8, tzinfo=UTC),
        "【締切】見本の補助金",
        "上限額：1,000円\nhttps://example.jp/subsidies/abc",
        "https://example.jp/subsidies/abc",
        datetime(2026, 12, 1, 3, tzinfo=UTC),
        2,
    )
    assert unfolded(calendar("補助金の締切", [deadline], remind=timedelta(days=7))) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//GovTech Front Osaka//Subsidies//JA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:補助金の締切",
        "X-WR-CALNAME:補助金の締切",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "BEGIN:VEVENT",
        "UID:subsidy-abc-0@govtech-front-osaka",
        "DTSTAMP:20261201T030000Z",
        "LAST-MODIFIED:20261201T030000Z",
        "SEQUENCE:2",
        "DTSTART:20261215T080000Z",
        "SUMMARY:【締切】見本の補助金",
        "DESCRIPTION:上限額：1\\,000円\\nhttps://example.jp/subsidies/abc",
        "URL:https://example.jp/subsidies/abc",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:【締切】見本の補助金",
        "TRIGGER:-P7D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_feed_holds_what_is_ahead_with_the_filters_of_the_list(client, enter):
    open_id = enter(title="大阪の補助金", closes=5)
    coming_id = enter(title="受付前の補助金", opens=3, areas=("全国",))
    enter(title="終わった補助金", opens=-30, closes=-1)
    enter(title="随時の補助金", closes=None)
    tokyo_id = enter(title="東京の補助金", areas=("東京都",))
    answer = client.get("/subsidies.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    lines = unfolded(answer.text)
    keys = [line.removeprefix("UID:subsidy-").split("-")[0] for line in lines if line.startswith("UID:")]
    assert keys == [open_id, *sorted([coming_id, tokyo_id])]
    osaka = client.get("/subsidies.ics?area=大阪府").text
    assert tokyo_id not in osaka
    assert coming_id in osaka
    assert coming_id not in client.get("/subsidies.ics?status=open").text


def test_feed_is_the_same_for_everybody_and_answers_not_modified(client, client_for, enter):
    enter()
    first = client.get("/subsidies.ics")
    assert client_for("coordinator").get("/subsidies.ics").data == first.data
    again = client.get("/subsidies.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_hostile_title_stays_a_title(client, enter):
    enter(title="x\r\nATTACH:https://example.com/\r\nEND:VEVENT")
    lines = unfolded(client.get("/subsidies.ics").text)
    assert not any(line.startswith("ATTACH") for line in lines)
    assert lines.count("END:VEVENT") == 1
