"""Where each municipality of Osaka stands when the prefecture is drawn as tiles."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("tiles.csv")


class Tile(NamedTuple):
    """One municipality: six-digit code, name, column from the west, row from the north."""

    code: str
    name: str
    x: int
    y: int


@cache
def tiles() -> tuple[Tile, ...]:
    """The 43 tiles, from north to south."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Tile(row["code"], row["name"], int(row["x"]), int(row["y"])) for row in csv.DictReader(file)
        )


def toned(tones: Mapping[str, int]) -> list[tuple[str, int, int, int]]:
    """(name, x, y, tone) for the picture; tones by code run from 0 (nothing) to 4 (most)."""
    return [(tile.name, tile.x, tile.y, tones.get(tile.code, 0)) for tile in tiles()]
