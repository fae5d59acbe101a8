"""Needs that resemble what is being written, so that a municipality joins one instead of posting it twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from govtech.core.policy import Actor
from govtech.needs import queries

SHOWN = 3
SHORTEST, LONGEST = 4, 2_000
Source = Callable[[Actor, str], Sequence[str]]
"""Ids of published needs like this text, the nearest first."""
_sources: list[Source] = []


def found_by(source: Source) -> None:
    """Ask this from now on: matching lies above this room, and the list of rooms ties the two together."""
    _sources[:] = [source]


def alike(actor: Actor, title: str, problem: str = "", but: str = "") -> list[Any]:
    """Rows of id, title, status, organisation, response_deadline: published needs nearest to these words, but one."""
    words = f"{title}\n{problem}".strip()[:LONGEST]
    if len(words) < SHORTEST:
        return []
    ids = [need_id for source in _sources for need_id in source(actor, words)]
    rows = {row.id: row for row in queries.in_short(actor, ids)}
    return [rows[need_id] for need_id in ids if need_id in rows and need_id != but][:SHOWN]
