"""A feed as Atom 1.0 (RFC 4287), in pages (RFC 5005), with identifiers that outlive the server's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from govtech.core.open_data import Entry
from govtech.core.text import clean

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
AUTHORITY = "tag:govtech-front-osaka,2026:"
"""The head of identifiers (RFC 4151); not the server's name, so that readers know an entry again when it moves."""
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""When an empty feed was last changed."""


@dataclass(frozen=True)
class Feed:
    """A page of a feed: its key, title and language, and the addresses around it by relation (rel, type, address)."""

    key: str
    title: str
    language: str
    links: tuple[tuple[str, str, str], ...]


def feed_document(feed: Feed, entries: Iterable[Entry], base_url: str) -> bytes:
    """The document in UTF-8."""
    listed = list(entries)
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _text(root, "id", AUTHORITY + feed.key)
    _text(root, "title", feed.title)
    _text(root, "updated", moment(max((entry.updated for entry in listed), default=BEGINNING)))
    for rel, media_type, address in feed.links:
        ET.SubElement(root, "link", {"rel": rel, "type": media_type, "href": address})
    _person(root, "GovTech Front Osaka")
    for entry in listed:
        _entry(root, entry, base_url)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: ET.Element, entry: Entry, base_url: str) -> None:
    node = ET.SubElement(root, "entry", {"xml:lang": "ja"})
    _text(node, "id", AUTHORITY + entry.key)
    _text(node, "title", " ".join(clean(entry.title).split()))
    _text(node, "updated", moment(entry.updated))
    if entry.published:
        _text(node, "published", moment(entry.published))
    ET.SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": base_url + entry.path})
    _person(node, entry.author)
    for term in entry.categories:
        ET.SubElement(node, "category", {"term": clean(term)})
    _text(node, "summary", entry.summary)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = clean(text)


def _person(parent: ET.Element, name: str) -> None:
    _text(ET.SubElement(parent, "author"), "name", name)


def moment(value: datetime) -> str:
    """2026-12-01T08:00:00Z (RFC 3339)."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
