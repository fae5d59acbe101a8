"""The search page's context: hits, counts by kind and initiative, pages, and what to try when nothing was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from govtech.core.policy import Actor
from govtech.front.finding import Asked
from govtech.rooms import BY_KIND
from search.interface import Engine

Find = Callable[[Engine, Actor, Asked], tuple[Any, list[Any]]]
FACETS = 12


def page_context(engine: Engine, actor: Actor, asked: Asked, find: Find) -> dict[str, Any]:
    """What the page shows for a question."""
    results, hits = find(engine, actor, asked)
    return {
        "results": [_row(hit) for hit in hits],
        "total": results.total,
        "error": results.error,
        "facets": {
            "kind": [_kind(asked, kind, count) for kind, count in results.kinds if kind in BY_KIND],
            "initiative": [_initiative(asked, *pair) for pair in results.initiatives[:FACETS]],
        },
        "suggestions": [(text, _address(asked, text=text, page=1)) for text in results.suggestions],
        "page": {
            "number": asked.page,
            "pages": results.pages,
            "previous": _address(asked, page=asked.page - 1) if asked.page > 1 else None,
            "next": _address(asked, page=asked.page + 1) if asked.page < results.pages else None,
        },
        "sorts": {sort: _address(asked, sort=sort, page=1) for sort in ("relevance", "date")},
    }


def _row(hit: Any) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "kind_label": str(BY_KIND[hit.kind].label),
        "title": hit.title_marked,
        "snippet": hit.snippet,
        "url": hit.url,
        "organisation": hit.organisation,
        "date": hit.date,
    }


def _kind(asked: Asked, kind: str, count: int) -> tuple[str, int, str, bool]:
    selected = asked.kind == kind
    return str(BY_KIND[kind].label), count, _address(asked, kind=None if selected else kind, page=1), selected


def _initiative(asked: Asked, number: int, count: int) -> tuple[str, int, str, bool]:
    selected = asked.initiative == number
    name = initiative_names().get(number, str(number))
    return name, count, _address(asked, initiative=None if selected else number, page=1), selected


def initiative_names() -> dict[int, str]:
    """Names of the initiatives by number."""
    return {}


def _address(asked: Asked, **changes: Any) -> str:
    values = {
        "q": changes.get("text", asked.text),
        "kind": changes.get("kind", asked.kind),
        "initiative": changes.get("initiative", asked.initiative),
        "sort": changes.get("sort", asked.sort),
        "page": changes.get("page", asked.page),
    }
    defaults = {"sort": "relevance", "page": 1}
    return url_for("front.search", **{k: v for k, v in values.items() if v and defaults.get(k) != v})
