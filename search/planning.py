"""From what was asked to what an index looks up, in words that every engine can carry out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from search.folding import match_form
from search.preparing import moment
from search.query import Clause, Parsed
from search.results import Query, Sort

Run = tuple[str, ...]
FEW_WORDS: Final = 4
"""Up to so many words a reader means all of them; longer questions are ranked by what they share."""


@dataclass(frozen=True)
class Wanted:
    """Something to look for: any of its alternatives, each a run of terms of which a document has all."""

    alternatives: tuple[Run, ...]


@dataclass(frozen=True)
class Plan:
    """A query ready to be carried out.

    `wanted` score; with `every` a document needs each of them. Of each group in `must` a document carries
    at least one filter term, of `must_not` none. `phrases` stand in each document as typed; `unwanted`
    are phrases or single runs that none has. `kinds` and `initiatives` are groups of filter terms kept
    apart, because the counts beside the results widen each of them. `exact` is the title that would be
    the query itself.
    """

    wanted: tuple[Wanted, ...] = ()
    every: bool = False
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

    @property
    def selective(self) -> bool:
        """Whether anything besides the reader's own tokens narrows the documents."""
        return bool(self.wanted or self.phrases)


def make_plan(query: Query, parsed: Parsed) -> Plan:
    """The plan of a query: its own filters and those written in its text together."""
    kinds = _both(query.kinds, parsed.filters.get("k", ()), "k")
    initiatives = _both(map(str, query.initiatives), parsed.filters.get("i", ()), "i")
    must = [tuple(f"v:{token}" for token in sorted(query.tokens))]
    for name, values in (("m", query.municipalities), ("o", query.organisations)):
        must += [tuple(f"{name}:{match_form(value)}" for value in values)] if values else []
        typed = parsed.filters.get(name, ())
        must += [tuple(f"{name}:{value}" for value in typed)] if typed else []
    must_not = [f"{name}:{value}" for name, values in parsed.excluded_filters.items() for value in values]
    wanted = tuple(Wanted(((term,),)) for term in parsed.terms)
    sort = query.sort if query.sort in tuple(Sort) else Sort.RELEVANCE
    return Plan(
        wanted=wanted,
        every=len(wanted) <= FEW_WORDS,
        must=tuple(must),
        must_not=tuple(must_not),
        phrases=tuple(clause for clause in parsed.clauses if clause.exact),
        unwanted=parsed.excluded,
        kinds=kinds,
        initiatives=initiatives,
        since=moment(query.since),
        until=moment(query.until),
        exact=match_form(parsed.text),
        sort=sort if wanted or sort == Sort.OLDEST else Sort.NEWEST,
    )


def _both(chosen: object, typed: Run, name: str) -> Run:
    """Filter terms of one kind: those of the page, narrowed by those typed where both are given."""
    first = tuple(f"{name}:{value}" for value in chosen)  # type: ignore[attr-defined]
    second = tuple(f"{name}:{value}" for value in typed)
    if first and second:
        return tuple(value for value in first if value in second) or (f"{name}:",)
    return first or second


def relaxed(plan: Plan) -> Plan:
    """The same plan content with some of its words."""
    return replace(plan, every=False)
