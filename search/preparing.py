"""Documents on their way into an index: analysed once, in the same way for every engine."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from search import analysis
from search.documents import Document
from search.folding import hiragana_to_katakana, match_form, printable

BODY_LIMIT: Final = 200_000
"""Characters of a body that are indexed; what stands after them is kept out to bound the work."""


@dataclass(frozen=True)
class Prepared:
    """A document as terms by field, filter terms, readings and the values its result row needs."""

    key: str
    title: list[str]
    names: list[str]
    summary: list[str]
    body: list[str]
    filters: list[str]
    readings: dict[str, str]
    exact: str
    moment: int
    stored: dict[str, Any]


def prepare(document: Document) -> Prepared:
    """Analyses a document (about a millisecond for a paragraph)."""
    names = " \n".join((*document.keywords, document.organisation, *document.municipalities))
    summary, body = printable(document.summary), printable(document.body[:BODY_LIMIT])
    title = printable(document.title)
    return Prepared(
        key=document.key,
        title=analysis.terms(title),
        names=analysis.terms(names),
        summary=analysis.terms(summary),
        body=analysis.terms(body),
        filters=filters(document),
        readings=readings(title, names),
        exact=match_form(title),
        moment=moment(document.date),
        stored=stored(document, title, summary, body),
    )


def filters(document: Document) -> list[str]:
    """The exact values a document can be filtered by, each with its kind of filter in front."""
    values = [f"k:{document.kind}"]
    values += [f"v:{token}" for token in document.tokens]
    values += [f"i:{number}" for number in document.initiatives]
    values += [f"m:{match_form(name)}" for name in document.municipalities]
    values += [f"o:{match_form(document.organisation)}"] if document.organisation else []
    return sorted(set(values))


def readings(*texts: str) -> dict[str, str]:
    """Readings in katakana of the content words of titles and names, with the term each is read from."""
    found: dict[str, str] = {}
    for text in texts:
        for word in analysis.words(text):
            if word.content and word.reading and word.reading != word.term:
                found[hiragana_to_katakana(word.reading)] = word.term
    return found


def moment(date: datetime | None) -> int:
    """Seconds since 1970 for sorting, 0 for no date; what lies before counts as 1."""
    if date is None:
        return 0
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max(int(aware.timestamp()), 1), 0xFFFFFFFF)


def stored(document: Document, title: str, summary: str, body: str) -> dict[str, Any]:
    """The values kept beside the terms."""
    plain = document.to_plain()
    plain.update(title=title, summary=summary, body=body)
    return plain


def to_text(plain: dict[str, Any]) -> str:
    """Stored values as one line of JSON."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def counts(prepared: Prepared) -> Counter[str]:
    """How often each term stands in the document, all fields together."""
    return Counter(prepared.title + prepared.names + prepared.summary + prepared.body)
