"""What can be found: one document for each thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Document:
    """A thing as the index holds it. `key` is "<kind>:<id>"; `tokens` say who may find it."""

    key: str
    kind: str
    title: str
    body: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    initiatives: tuple[int, ...] = ()
    organisation: str = ""
    date: datetime | None = None
    url: str = ""
    tokens: frozenset[str] = frozenset()
