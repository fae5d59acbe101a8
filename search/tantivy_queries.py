"""Plans as Tantivy's queries, over the fields that its index has."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import tantivy
from tantivy import Occur

from search.analysis import PART, READING
from search.documents import VISIBLE_TO_ALL
from search.planning import Plan, Run, Wanted
from search.preparing import RESTRICTED
from search.query import Clause
from search.ranking import EXACT_TITLE, SIDE_BY_SIDE

SCALE: Final = 2.2
"""Tantivy's BM25 is so many times that of `search.ranking`."""
PUBLIC: Final = f"v:{VISIBLE_TO_ALL}"
JOIN: Final = "\x1f"
"""Between two terms that follow each other, as one term of the field `pair`."""


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("pair", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("extra", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("mark", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("initiative", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("moment", indexed=True, fast=True)
    builder.add_bytes_field("data", stored=True)
    return builder.build()


SCHEMA: Final = _schema()


def field_of(term: str) -> str:
    """The field that a term stands in."""
    return "extra" if term.startswith((READING, PART)) and len(term) > 1 else "text"


def has(field: str, value: str) -> Any:
    """Documents with an exact value in a field."""
    return tantivy.Query.term_query(SCHEMA, field, value)


def all_of(queries: Sequence[Any]) -> Any:
    """Documents that answer every query."""
    return queries[0] if len(queries) == 1 else _boolean([(Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Any]) -> Any:
    """Documents that answer one of the queries."""
    return queries[0] if len(queries) == 1 else _boolean([(Occur.Should, query) for query in queries])


def _boolean(parts: list[tuple[Any, Any]]) -> Any:
    return tantivy.Query.boolean_query(parts)


def _boosted(query: Any, worth: float) -> Any:
    return query if worth == 1.0 else tantivy.Query.boost_query(query, worth)


def marked(run: Run) -> Any:
    """Documents with one of the marks, which adds nothing to their score; without any mark none."""
    if not run:
        return tantivy.Query.empty_query()
    return tantivy.Query.const_score_query(any_of([has("mark", mark) for mark in run]), 0.0)


def planned(searcher: Any, plan: Plan) -> Any:
    """The whole plan but for kinds and initiatives.

    Bare terms in one union are what Tantivy is quickest with, several times quicker than with the same terms
    as the best of alternatives or with a constant score: so alternatives add up here, and titles are asked for
    only where there is one.
    """
    must, must_not = _conditions(plan)
    should = [pair_query(pair) for pair in plan.pairs]
    if plan.exact and plan.wanted and searcher.doc_freq("mark", f"x:{plan.exact}"):
        should.append(exact_title(plan))
    if plan.every:
        must += [wanted_query(wanted) for wanted in plan.wanted]
    elif must and plan.wanted:
        must.append(any_of([query for wanted in plan.wanted for query in _alternatives(wanted)]))
    else:  # words side by side are never without the words, so that one union finds the same documents
        should += [query for wanted in plan.wanted for query in _alternatives(wanted)]
    if not must and not plan.wanted:
        must.append(tantivy.Query.all_query())
    return _boolean(
        [(Occur.Must, query) for query in must]
        + [(Occur.Should, query) for query in should]
        + [(Occur.MustNot, query) for query in must_not]
    )


def _conditions(plan: Plan) -> tuple[list[Any], list[Any]]:
    """What documents must answer, and what none may answer."""
    must = [marked(run) for run in plan.must if PUBLIC not in run]
    must += [_clause(clause) for clause in plan.phrases]
    must += [_between(plan)] if plan.since or plan.until else []
    must_not = [_unseen(run) for run in plan.must if PUBLIC in run]
    must_not += [_clause(clause) for clause in plan.unwanted]
    must_not += [has("mark", mark) for mark in plan.must_not]
    must_not += [has("key", plan.without)] if plan.without else []
    return must, must_not


def _unseen(run: Run) -> Any:
    """What a reader with these marks, that of everybody among them, does not see."""
    own = [(Occur.MustNot, has("mark", mark)) for mark in run if mark != PUBLIC]
    restricted = has("mark", RESTRICTED)
    return _boolean([(Occur.Must, restricted), *own]) if own else restricted


def exact_title(plan: Plan) -> Any:
    """Documents whose title is the query itself."""
    return tantivy.Query.const_score_query(has("mark", f"x:{plan.exact}"), EXACT_TITLE * SCALE)


def narrowed(base: Any, *groups: Run) -> Any:
    """A query narrowed by groups of marks."""
    chosen = [(Occur.Must, marked(run)) for run in groups if run]
    return _boolean([(Occur.Must, base), *chosen]) if chosen else base


def wanted_query(wanted: Wanted) -> Any:
    """One thing to look for, by any of its alternatives."""
    return any_of(_alternatives(wanted))


def _alternatives(wanted: Wanted) -> list[Any]:
    return [
        _boosted(all_of([has(field_of(term), term) for term in run]), worth)
        for run, worth in wanted.alternatives
    ]


def pair_query(pair: tuple[str, str]) -> Any:
    """Documents in which two terms follow each other, worth more the rarer that is."""
    return _boosted(has("pair", JOIN.join(pair)), SCALE * SIDE_BY_SIDE)


def _clause(clause: Clause) -> Any:
    if len(clause.terms) == 1:
        found = has("text", clause.terms[0])
    elif clause.exact:
        found = all_of([has("pair", JOIN.join(pair)) for pair in pairwise(clause.terms)])
    else:
        found = all_of([has("text", term) for term in clause.terms])
    return tantivy.Query.const_score_query(found, 0.0)


def _between(plan: Plan) -> Any:
    query = tantivy.Query.range_query(
        SCHEMA, "moment", tantivy.FieldType.Unsigned, max(plan.since, 1), plan.until or 0xFFFFFFFF
    )
    return tantivy.Query.const_score_query(query, 0.0)
