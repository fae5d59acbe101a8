"""The search page's context: hits, counts by kind and initiative, pages, and what to try when nothing was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from govtech.core.policy import Actor
from govtech.core.words import gettext as _
from govtech.front.finding import Asked, find
from govtech.knowledge.reference_queries import initiative_names
from govtech.rooms import BY_KIND
from search.interface import Engine, Facet, Hit
from search.notes import MESSAGES

FACETS = 12


def page_context(engine: Engine, actor: Actor, asked: Asked) -> dict[str, Any]:
    """What the page shows for a question."""
    results, hits = find(engine, actor, asked)
    return {
        "results": [_row(hit) for hit in hits],
        "total": results.total,
        "error": "\n".join(_(MESSAGES[note.code], **dict(note.values)) for note in results.notes) or None,
        "facets": {
            "kind": [
                _kind(asked, facet.value, facet.count)
                for facet in results.facets.get("kind", ())
                if facet.value in BY_KIND
            ],
            "initiative": _initiatives(asked, results.facets.get("initiative", ())[:FACETS]),
        },
        "suggestions": [(text, _address(asked, text=text, page=1)) for text in results.suggestions],
        "related": [(text, _address(asked, text=text, page=1)) for text in results.related],
        "page": {
            "number": asked.page,
            "pages": results.pages,
            "previous": _address(asked, page=asked.page - 1) if asked.page > 1 else None,
            "next": _address(asked, page=asked.page + 1) if asked.page < results.pages else None,
        },
        "sorts": {sort: _address(asked, sort=sort, page=1) for sort in ("relevance", "date")},
    }


def _row(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "kind_label": str(BY_KIND[hit.kind].label),
        "title": hit.title,
        "snippet": hit.snippet,
        "url": hit.url,
        "key": hit.key,
        "organisation": hit.organisation,
        "date": hit.date,
    }


def _kind(asked: Asked, kind: str, count: int) -> tuple[str, int, str, bool]:
    selected = asked.kind == kind
    return str(BY_KIND[kind].label), count, _address(asked, kind=None if selected else kind, page=1), selected


def _initiatives(asked: Asked, counted: Sequence[Facet]) -> list[tuple[str, int, str, bool]]:
    names = initiative_names() if counted else {}
    rows = []
    for facet in counted:
        number = int(facet.value)
        selected = asked.initiative == number
        address = _address(asked, initiative=None if selected else number, page=1)
        rows.append((names.get(number, facet.value), facet.count, address, selected))
    return rows


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
