"""The facts every installation starts with: each room's own tables, put in when the database is brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

from govtech.knowledge import reference as knowledge
from govtech.organisations import reference as organisations


def load() -> Iterator[str]:
    """Put in what is missing; a line for each part. May be repeated."""
    organisations.load()
    yield "organisations: ok"
    knowledge.load()
    yield "knowledge: ok"
