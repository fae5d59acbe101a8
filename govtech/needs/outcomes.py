"""What a need wants, one wish at a time, each with an id that stays while its words stay."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

from govtech.core.text import nfkc

KEY_LENGTH = 12
ALIKE = 0.5
"""How much two wishes must have in common for one to count as the other reworded."""
_MARK = re.compile(r"^\s*(?:[・●○◦■□▪‣•*+–—-]|\(?\d{1,2}[.．)）、:：]|[①-⑳])\s*")
Kept = TypeVar("Kept")


class Outcome(NamedTuple):
    """One wish: its id, made of its words, and the words."""

    key: str
    text: str


def outcomes(text: str) -> tuple[Outcome, ...]:
    """The wishes of a text, one a line; marks of a list are not part of them, and a line said twice counts once."""
    lines = (_MARK.sub("", line).strip() for line in text.splitlines())
    return tuple(
        {found.key: found for line in lines if line for found in [Outcome(key(line), line)]}.values()
    )


def key(wish: str) -> str:
    """The id of a wish, whatever its spaces and widths."""
    return hashlib.sha256(nfkc(wish).encode()).hexdigest()[:KEY_LENGTH]


def carried_over(wishes: Iterable[Outcome], earlier: Mapping[Outcome, Kept]) -> dict[str, Kept]:
    """For each wish (by id) what was kept for it, or for the earlier wish of which it is a rewording."""
    wishes = tuple(wishes)
    known = {outcome.key: kept for outcome, kept in earlier.items()}
    found = {wish.key: known[wish.key] for wish in wishes if wish.key in known}
    left = [outcome for outcome in earlier if outcome.key not in found]
    for wish in wishes:
        if wish.key in found or not left:
            continue
        nearest = max(left, key=lambda outcome: _likeness(outcome.text, wish.text))
        if _likeness(nearest.text, wish.text) >= ALIKE:
            found[wish.key] = earlier[nearest]
            left.remove(nearest)
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
