"""Why a document was found, in words: each part of its score with where in the document it was earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from search import analysis
from search.ranking import FIELD_NAMES
from search.results import Explanation, Reason


def explanation(key: str, reasons: Iterable[Reason], stored: Mapping[str, Any]) -> Explanation:
    """The parts of a score with their shares, words with the fields they stand in (`道路 (title, body)`)."""
    found = list(reasons)
    score = sum(reason.value for reason in found)
    fields = _terms_by_field(stored)
    return Explanation(
        key=key,
        score=score,
        reasons=tuple(
            reason._replace(share=reason.value / (score or 1.0), detail=_detail(reason, fields))
            for reason in sorted(found, key=lambda reason: -reason.value)
        ),
    )


def _terms_by_field(stored: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    names = " ".join((*stored["keywords"], stored["organisation"], *stored["municipalities"]))
    texts = (stored["title"], names, stored["summary"], stored["body"])
    return {name: frozenset(analysis.terms(text)) for name, text in zip(FIELD_NAMES, texts, strict=True)}


def _detail(reason: Reason, fields: Mapping[str, frozenset[str]]) -> str:
    if reason.name != "word":
        return reason.detail
    terms = reason.detail.split(" ")
    places = [name for name, found in fields.items() if found.issuperset(terms)]
    return f"{reason.detail} ({', '.join(places)})" if places else reason.detail
