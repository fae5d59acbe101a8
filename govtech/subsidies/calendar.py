"""Deadlines as iCalendar (RFC 5545): folded at 75 octets, escaped, in UTC, with identifiers that stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from govtech.core.text import clean

LINE = 75
PRODUCT = "-//GovTech Front Osaka//Subsidies//JA"
DOMAIN = "govtech-front-osaka"
"""The right side of identifiers; not the server's name, so that entries stay when it moves."""


@dataclass(frozen=True)
class Deadline:
    """A deadline to put into a calendar. `key` names it for good; `changed` and `revision` say when and how often."""

    key: str
    at: datetime
    title: str
    description: str
    url: str
    changed: datetime
    revision: int


def calendar(name: str, deadlines: Iterable[Deadline], *, remind: timedelta) -> str:
    """A calendar with an entry, and a reminder some time before, for each deadline."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:" + PRODUCT,
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:" + escaped(name),
        "X-WR-CALNAME:" + escaped(name),
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for deadline in deadlines:
        lines.extend(_event(deadline, remind))
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)


def _event(deadline: Deadline, remind: timedelta) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{deadline.key}@{DOMAIN}"
    yield "DTSTAMP:" + moment(deadline.changed)
    yield "LAST-MODIFIED:" + moment(deadline.changed)
    yield f"SEQUENCE:{deadline.revision}"
    yield "DTSTART:" + moment(deadline.at)
    yield "SUMMARY:" + escaped(deadline.title)
    if deadline.description:
        yield "DESCRIPTION:" + escaped(deadline.description)
    yield "URL:" + "".join(deadline.url.split())
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield "DESCRIPTION:" + escaped(deadline.title)
    yield f"TRIGGER:-P{remind.days}D"
    yield "END:VALARM"
    yield "END:VEVENT"


def moment(value: datetime) -> str:
    """20261201T080000Z."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text value: backslash, semicolon, comma and line breaks written as RFC 5545 3.3.11 asks, no other controls."""
    plain = clean(text).replace("\t", " ").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.split("\n"))


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each further one after CRLF and a space; no character is cut."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE:
            pieces.append(piece)
            piece, size = "", 1  # the space that begins a continued line counts
        piece += character
        size += width
    return "\r\n ".join([*pieces, piece])
