"""The search index of an installation: which engine, in which folder, and what of its answers somebody may see."""

from __future__ import annotations

from collections.abc import Iterable

from govtech.config import Settings
from govtech.core.policy import Actor
from govtech.rooms import BY_KIND
from search.interface import Engine, open_engine


def open_index(settings: Settings) -> Engine:
    """The index of these settings; delivery keeps its file of synonyms."""
    return open_engine(settings.search, settings.index_dir, settings.synonyms_file)


def visible_keys(actor: Actor, keys: Iterable[str]) -> set[str]:
    """Those of the keys whose things the database shows this reader now."""
    wanted: dict[str, list[str]] = {}
    for key in keys:
        kind, _colon, thing = key.partition(":")
        wanted.setdefault(kind, []).append(thing)
    return {
        f"{kind}:{thing}"
        for kind, ids in wanted.items()
        if kind in BY_KIND
        for thing in BY_KIND[kind].visible(actor, ids)
    }
