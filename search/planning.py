"""From what was asked to what an index looks up, in words that every engine can carry out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, NamedTuple

from search import analysis
from search.folding import match_form
from search.preparing import exact, moment
from search.query import Clause, Parsed
from search.ranking import FIELD_WEIGHTS, rarity
from search.results import Query, Sort

Run = tuple[str, ...]
_TELLING: Final = 15
_TELLING_TEXT: Final = 3_000
FEW_WORDS: Final = 4
"""Up to so many words a reader means all of them; longer questions are ranked by what they share."""


class Alternative(NamedTuple):
    """A run of terms of which a document has all, and what finding it this way counts (1 as it was typed)."""

    run: Run
    worth: float = 1.0


@dataclass(frozen=True)
class Wanted:
    """Something to look for: any of its alternatives; the best one scores."""

    alternatives: tuple[Alternative, ...]

    @property
    def terms(self) -> Run:
        """The terms as they were typed."""
        return self.alternatives[0].run


@dataclass(frozen=True)
class Plan:
    """A query ready to be carried out.

    `wanted` score; with `every` a document needs each of them, and `pairs` are terms that follow each other
    in the question. Of each group in `must` a document carries at least one mark, of `must_not` none.
    `phrases` stand in each document as typed; `unwanted` are phrases or runs that none has. `kinds` and
    `initiatives` are groups of marks kept apart, because the counts beside the results widen each of them.
    `exact` is the title that would be the query itself; `without` is the key of a document left out.
    """

    wanted: tuple[Wanted, ...] = ()
    every: bool = False
    pairs: tuple[tuple[str, str], ...] = ()
    must: tuple[Run, ...] = ()
    must_not: Run = ()
    phrases: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()
    kinds: Run = ()
    initiatives: Run = ()
    since: int = 0
    until: int = 0
    exact: str = ""
    sort: str = Sort.RELEVANCE
    without: str = ""


Widen = Callable[[Parsed], tuple[Wanted, ...]]
"""Finds what else means the same as the words of a query (see `search.widening`)."""


def make_plan(query: Query, parsed: Parsed, widen: Widen) -> Plan:
    """The plan of a query: its own filters and those written in its text together."""
    wanted = widen(parsed)
    sort = query.sort if query.sort in tuple(Sort) else Sort.RELEVANCE
    return Plan(
        wanted=wanted,
        every=len(wanted) <= FEW_WORDS and not parsed.is_sentence,
        pairs=_pairs(parsed),
        must=_must(query, parsed),
        must_not=tuple(
            f"{name}:{value}" for name, values in parsed.excluded_filters.items() for value in values
        ),
        phrases=tuple(clause for clause in parsed.clauses if clause.exact),
        unwanted=parsed.excluded,
        kinds=_both(query.kinds, parsed.filters.get("k", ()), "k"),
        initiatives=_both(map(str, query.initiatives), parsed.filters.get("i", ()), "i"),
        since=moment(query.since),
        until=moment(query.until),
        exact=exact(parsed.text),
        sort=sort if wanted or sort == Sort.OLDEST else Sort.NEWEST,
    )


def _must(query: Query, parsed: Parsed) -> tuple[Run, ...]:
    groups = [visible(query.tokens)]
    for name, chosen in (("m", query.municipalities), ("o", query.organisations)):
        for values in (map(match_form, chosen), parsed.filters.get(name, ())):
            group = tuple(f"{name}:{value}" for value in values)
            groups += [group] if group else []
    return tuple(groups)


def _pairs(parsed: Parsed) -> tuple[tuple[str, str], ...]:
    """Terms next to each other in what was typed, each pair once."""
    return tuple(dict.fromkeys(pair for clause in parsed.clauses for pair in pairwise(clause.terms)))


def _both(chosen: Iterable[str], typed: Run, name: str) -> Run:
    """Marks of one sort: those of the page, narrowed by those typed where both are given."""
    first = tuple(f"{name}:{value}" for value in chosen)
    second = tuple(f"{name}:{value}" for value in typed)
    if first and second:
        return tuple(value for value in first if value in second) or (f"{name}:",)
    return first or second


def relaxed(plan: Plan) -> Plan:
    """The same plan content with some of its words."""
    return replace(plan, every=False)


def visible(tokens: Iterable[str]) -> Run:
    """The marks of which a document carries one when a reader with these tokens may see it."""
    return tuple(f"v:{token}" for token in sorted(tokens))


def alike(stored: Mapping[str, Any], documents: int, frequency: Callable[[str], int]) -> Plan:
    """The plan that finds documents like one: its most telling words, those of the title first of all."""
    counted: Counter[str] = Counter()
    names = " ".join(stored["keywords"])
    texts = (stored["title"], names, stored["summary"], stored["body"][:_TELLING_TEXT])
    for weight, text in zip(FIELD_WEIGHTS, texts, strict=True):
        for term in analysis.terms(text):
            counted[term] += int(2 * weight)
    worth = {
        term: (1 + math.log(count)) * rarity(documents, frequency(term)) for term, count in counted.items()
    }
    telling = sorted(worth, key=lambda term: -worth[term])[:_TELLING]
    return Plan(wanted=tuple(Wanted((Alternative((term,)),)) for term in telling))
