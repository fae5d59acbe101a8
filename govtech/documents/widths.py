"""How wide the columns of a table are: as stated, else so that its rows take the fewest lines and no word is torn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from govtech.documents.blocks import Cell, Table, plain

LETTERS: Final = 52.0
"""Full-width letters that a table over the whole page has room for."""
TURNED_LETTERS: Final = 79.0
"""The same on a page turned sideways."""
_PADDING: Final = 1.4
_HALF: Final = 0.6
_WHOLE_WORD: Final = re.compile(r"[!-~]+")
_LONGEST_WORD: Final = 14
_SHORT: Final = (12, 9, 6)
"""Cells of so few letters stay on one line, as far as these take no more than `_FOR_SHORT` of the room."""
_FOR_SHORT: Final = 0.7
_MOST_ROWS: Final = 300
_LONGEST: Final = 400.0
_ROUNDS: Final = 12
_SHARPNESS: Final = 4
"""How much the tallest cell of a row counts above its others."""

Row = Sequence[float]


def widths_of(table: Table, *, letters: float = LETTERS, least: float = 0.06) -> tuple[float, ...]:
    """Shares of the columns that add up to 1, none below `least`, in room for so many full-width `letters`."""
    count = table.columns
    if not count:
        return ()
    texts = [_texts(row, count) for row in islice(table.rows, _MOST_ROWS)]
    lengths = [[min(drawn(text), _LONGEST) for text in row] for row in texts]
    stated = len(table.widths) == count and sum(table.widths) > 0
    asked = list(table.widths) if stated else _asked(lengths, letters)
    shares = [share / sum(asked) for share in asked]
    least = min(least, 1 / count)
    for short in _SHORT:
        floors = [
            max(least, (_kept(column, short) + _PADDING) / letters) for column in zip(*texts, strict=True)
        ]
        if sum(floors) < (_FOR_SHORT if short != _SHORT[-1] else 1):
            return _raised(shares, floors)
    return tuple(shares)


def drawn(text: str) -> float:
    """How wide the characters are, in full-width letters."""
    return sum(_HALF if one.isascii() else 1 for one in text)


def _texts(row: Sequence[Cell], count: int) -> list[str]:
    """The texts of a row by column; a cell over several columns asks for nothing."""
    made = [""] * count
    place = 0
    for cell in row:
        if cell.columns == 1 and place < count:
            made[place] = plain(cell.runs)
        place += cell.columns
    return made


def _kept(column: Sequence[str], short: int) -> float:
    """What the longest thing in a column takes that should stay on one line."""
    return max((_word(text, short) for text in column), default=0)


def _word(text: str, short: int) -> float:
    if "\n" not in text and len(text) <= short:
        return drawn(text)
    return max((min(len(word), _LONGEST_WORD) * _HALF for word in _WHOLE_WORD.findall(text)), default=0)


def _asked(lengths: Sequence[Row], letters: float) -> list[float]:
    """One line each where that fits, else shares with which the rows are least tall."""
    needs = [max(column) + _PADDING for column in zip(*lengths, strict=True)]
    return needs if sum(needs) <= letters else _balanced(lengths)


def _balanced(lengths: Sequence[Row]) -> list[float]:
    """Shares that make the sum of the rows' heights least.

    A row is as tall as its tallest cell, nearly the norm of length / width to a high power p. Where the derivative of
    the sum is the same for all columns, each width is a power of what its cells weigh; repeated, that settles.
    """
    p = _SHARPNESS
    shares = [1.0] * len(lengths[0])
    for _round in range(_ROUNDS):
        weights = [1e-9] * len(shares)
        for row in lengths:
            powers = [(length / share) ** p for length, share in zip(row, shares, strict=True)]
            if not (whole := sum(powers)):
                continue
            scale = whole ** (1 / p - 1)
            for place, length in enumerate(row):
                weights[place] += scale * length**p
        shares = [weight ** (1 / (p + 1)) for weight in weights]
        total = sum(shares)
        shares = [share / total for share in shares]
    return shares


def _raised(shares: list[float], floors: list[float]) -> tuple[float, ...]:
    """Shares none of which is below its floor, the others giving way."""
    low: set[int] = set()
    while True:
        left = 1 - sum(floors[place] for place in low)
        free = sum(share for place, share in enumerate(shares) if place not in low)
        made = [floors[n] if n in low else share / free * left for n, share in enumerate(shares)]
        fallen = {place for place, share in enumerate(made) if share < floors[place] - 1e-9}
        if not fallen:
            return tuple(made)
        low |= fallen
