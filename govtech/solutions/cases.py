"""Cases that offerings name. Their room lies above this one; it tells which of them everybody may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

Titles = Callable[[Iterable[str]], Mapping[str, str]]
"""Of these ids of cases, those that everybody may read, with their titles."""
_sources: list[Titles] = []


def known_by(source: Titles) -> None:
    """Ask this from now on; the list of rooms ties the two together."""
    _sources[:] = [source]


def titles(case_ids: Iterable[str | None]) -> dict[str, str]:
    """The titles of those cases that everybody may read; the others are as if they were not there."""
    wanted = {case_id for case_id in case_ids if case_id}
    found: dict[str, str] = {}
    for source in _sources:
        found.update(source(wanted) if wanted else {})
    return found
