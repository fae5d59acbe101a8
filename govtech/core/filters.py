"""The filters of a list as links: each choice with what it would show, a chosen one with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

Option = tuple[str, int | None, str, bool]
"""Words, how many rows it would show (None: not counted), address, whether it is chosen."""
Groups = list[tuple[str, list[Option]]]
"""The filters of a list by their titles, as the templates show them."""


def choices(
    endpoint: str,
    asked: Mapping[str, str],
    name: str,
    labels: Mapping[Any, object],
    counts: Mapping[Any, int],
) -> list[Option]:
    """The choices of one filter that lead somewhere, in the order of their labels; `asked` are all filters in force."""
    rows: list[Option] = []
    for value, words in labels.items():
        chosen = asked.get(name) == str(value)
        count = counts.get(value, 0)
        if count or chosen:
            kept: dict[str, Any] = {**asked, name: "" if chosen else str(value)}
            address = url_for(endpoint, **{key: text for key, text in kept.items() if text})
            rows.append((str(words), count, address, chosen))
    return rows


def number(text: str | None, largest: int = 9999) -> int | None:
    """A whole number from an address; anything else counts as none."""
    if text and text.isascii() and text.isdigit() and len(text) <= len(str(largest)):
        return int(text)
    return None
