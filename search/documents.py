"""What can be found: the one shape in which every kind of record is handed to an index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

VISIBLE_TO_ALL = "public"


@dataclass(frozen=True, kw_only=True)
class Document:
    """One searchable record.

    `key` is unique over all kinds (`"need:abc123"`); `tokens` says who may find it: a reader sees the
    document when one of the reader's tokens is among them, and without tokens nobody does.
    `date` is an aware moment, `municipalities` are the names a reader would filter by (豊中市), and
    `extra` is carried along untouched for the result row.
    """

    key: str
    kind: str
    title: str
    body: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    initiatives: tuple[int, ...] = ()
    organisation: str = ""
    municipalities: tuple[str, ...] = ()
    date: datetime | None = None
    url: str = ""
    tokens: frozenset[str] = frozenset()
    extra: tuple[tuple[str, str], ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """The document as JSON-ready values (see `from_plain`)."""
        plain = {name: getattr(self, name) for name in _NAMES}
        plain["date"] = None if self.date is None else self.date.astimezone(UTC).isoformat()
        plain["extra"] = [list(pair) for pair in self.extra]
        plain["tokens"] = sorted(self.tokens)
        return plain


_TUPLES = ("keywords", "initiatives", "municipalities")
_NAMES = tuple(field.name for field in fields(Document))


def from_plain(plain: dict[str, Any]) -> Document:
    """The document that `to_plain` wrote; unknown entries are left out, missing ones get their defaults."""
    values = {name: value for name, value in plain.items() if name in _NAMES}
    for name in _TUPLES:
        values[name] = tuple(values.get(name, ()))
    values["extra"] = tuple((str(name), str(value)) for name, value in values.get("extra", ()))
    values["tokens"] = frozenset(values.get("tokens", ()))
    if values.get("date"):
        values["date"] = datetime.fromisoformat(values["date"])
    return Document(**values)


def latest(documents: Iterable[Document]) -> list[Document]:
    """The documents with only the last of those that share a key, in order of their last appearance."""
    kept: dict[str, Document] = {}
    for document in documents:
        kept.pop(document.key, None)
        kept[document.key] = document
    return list(kept.values())
