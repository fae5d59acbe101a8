"""Osaka as tiles: every municipality once, where one would look for it."""

from __future__ import annotations

from itertools import pairwise

from flask import Flask, render_template_string

from govtech.organisations.reference import osaka
from govtech.organisations.tiles import tiles, toned

FACTS = {row["code"]: row for row in osaka() if row["code"] != "270008"}
TILES = {tile.code: tile for tile in tiles()}
DRAWING = '{% import "components/osaka_tiles.html" as osaka %}'


def test_every_municipality_has_one_tile_of_its_own() -> None:
    assert {tile.code: tile.name for tile in tiles()} == {code: row["name"] for code, row in FACTS.items()}
    assert len({(tile.x, tile.y) for tile in tiles()}) == len(tiles()) == 43


def test_tiles_lie_about_where_the_municipalities_lie() -> None:
    """Order from north to south and from west to east is kept wherever two are clearly apart."""
    wrong = [
        (TILES[one].name, TILES[other].name)
        for one, a in FACTS.items()
        for other, b in FACTS.items()
        if (a["latitude"] - b["latitude"] > 0.11 and TILES[one].y >= TILES[other].y)
        or (b["longitude"] - a["longitude"] > 0.13 and TILES[one].x >= TILES[other].x)
    ]
    assert wrong == []


def test_tiles_hang_together() -> None:
    places = {(tile.x, tile.y) for tile in tiles()}
    reached, edge = set(), {next(iter(places))}
    while edge:
        reached |= edge
        edge = {(x + i, y + j) for x, y in edge for i in (-1, 0, 1) for j in (-1, 0, 1)} & places - reached
    assert reached == places
    assert all(lower.y - upper.y <= 1 for upper, lower in pairwise(sorted(tiles(), key=lambda tile: tile.y)))


def test_the_picture_has_a_name_and_every_name(request_context: Flask) -> None:
    html = render_template_string(
        DRAWING + "{{ osaka.tiles(items, '事例の数', legend=[(0, 'なし'), (4, '10件')]) }}",
        items=toned({"271004": 4}),
    )
    assert 'role="img" aria-label="事例の数"' in html
    assert html.count("<g ") == 43
    assert html.count("tile-4") == 2
    assert "岸和田" in html
    assert ">大阪</text>" in html
