"""The fast index: Tantivy keeps and ranks, fed with the same terms as the embedded index."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, Final

import tantivy
from tantivy import Occur, Order

from search.analysis import PART, READING
from search.backend import Found
from search.planning import Alternative, Plan, Run, Wanted
from search.preparing import Prepared, unpack
from search.query import Clause
from search.ranking import EXACT_TITLE, SIDE_BY_SIDE, rarity, recency
from search.results import Sort

HEAP: Final = 64_000_000
REFINED: Final = 50
"""Best documents whose recency is looked at."""
REPEATED: Final = (3, 2, 1, 1)
"""How often the terms of title, names, summary and body stand in the indexed text: its field weights."""
SCALE: Final = 2.2
"""Tantivy's BM25 is so many times that of `search.ranking`."""
_JOIN: Final = "\x1f"
_VALUES: Final = 1_000


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("pair", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("extra", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("mark", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("initiative", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("moment", indexed=True, fast=True)
    builder.add_bytes_field("data", stored=True)
    return builder.build()


_SCHEMA: Final = _schema()


class TantivyIndex:
    """One generation kept by Tantivy; safe for many threads and processes reading and one writing."""

    name: ClassVar[str] = "tantivy"
    version: ClassVar[str] = f"2/tantivy-{version('tantivy')}"
    changing: ClassVar[frozenset[str]] = frozenset({"meta.json"})

    def __init__(self, path: Path, opened: Any) -> None:
        self._meta = str(path / "meta.json")
        self._index = opened
        self._index.register_tokenizer("whitespace", _whitespace())
        self._index.config_reader("manual")
        self._lock = Lock()
        self._seen: tuple[int, int] = (0, 0)
        self._current: Any = None
        self._searcher()

    @classmethod
    def create(cls, path: Path) -> TantivyIndex:
        """An empty index in an empty folder."""
        return cls(path, tantivy.Index(_SCHEMA, path=str(path), reuse=False))

    @classmethod
    def open(cls, path: Path) -> TantivyIndex:
        """The index of a folder."""
        return cls(path, tantivy.Index(_SCHEMA, path=str(path), reuse=True))

    # -- writing

    def write(self, put: Iterable[Prepared], drop: Sequence[str], *, bulk: bool = False) -> None:
        """Replaces and removes documents in one commit."""
        writer = self._index.writer(HEAP, len(os.sched_getaffinity(0)) if bulk else 1)
        try:
            for key in drop:
                writer.delete_documents_by_term("key", key)
            for prepared in put:
                if not bulk:
                    writer.delete_documents_by_term("key", prepared.key)
                writer.add_document(_document(prepared))
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self._searcher()

    def sweep(self) -> None:
        """Removes files that belong to no commit, left by a writer that was killed."""
        writer = self._index.writer(HEAP, 1)
        writer.garbage_collect_files()
        writer.wait_merging_threads()

    # -- reading

    def _searcher(self) -> Any:
        """A searcher on the newest commit."""
        found = os.stat(self._meta)
        seen = (found.st_mtime_ns, found.st_ino)
        if seen != self._seen:
            with self._lock:
                self._index.reload()
                self._current, self._seen = self._index.searcher(), seen
        return self._current

    def search(self, plan: Plan, start: int, size: int, *, facets: bool) -> Found:
        """Carries out a plan on the newest commit."""
        searcher = self._searcher()
        base = _query(plan, [(pair, _pair_worth(searcher, pair)) for pair in map(_JOIN.join, plan.pairs)])
        chosen = _narrowed(base, plan.kinds, plan.initiatives)
        kinds, initiatives = _counts(searcher, base, plan) if facets else ({}, {})
        total, page = _page(searcher, chosen, plan, start, size)
        rows = tuple((score, unpack(searcher.doc(address)["data"][0])) for score, address in page)
        return Found(total, rows, kinds, initiatives)

    def documents(self) -> int:
        """How many documents there are."""
        return int(self._searcher().num_docs)

    def frequency(self, term: str) -> int:
        """In how many documents a term stands, those deleted since not yet taken off."""
        return int(self._searcher().doc_freq(_field(term), term))

    def stored(self, key: str) -> dict[str, Any] | None:
        """The stored values of one document."""
        searcher = self._searcher()
        found = searcher.search(_term("key", key), 1, count=False).hits
        return unpack(searcher.doc(found[0][1])["data"][0]) if found else None

    def close(self) -> None:
        """Lets go of files."""
        self._current = None


def _whitespace() -> Any:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _document(prepared: Prepared) -> Any:
    document = tantivy.Document()
    document.add_text("key", prepared.key)
    for text, times in zip(prepared.texts, REPEATED, strict=True):
        for _ in range(times if text else 0):
            document.add_text("text", text)
    document.add_text("pair", " ".join(_pairs(prepared)))
    document.add_text("extra", " ".join(prepared.extra))
    for mark in prepared.marks:
        document.add_text("mark", mark)
        sort, _, value = mark.partition(":")
        if sort in _FACETS:
            document.add_text(_FACETS[sort], value)
    document.add_unsigned("moment", prepared.moment)
    document.add_bytes("data", prepared.data)
    return document


def _pairs(prepared: Prepared) -> set[str]:
    """Terms that follow each other in a field, joined."""
    fields = [text.split(" ") for text in prepared.texts]
    return {
        f"{first}{_JOIN}{second}" for terms in fields for first, second in zip(terms, terms[1:], strict=False)
    }


_FACETS: Final = {"k": "kind", "i": "initiative"}


# -- plans as queries


def _field(term: str) -> str:
    return "extra" if term.startswith((READING, PART)) and len(term) > 1 else "text"


def _term(field: str, value: str) -> Any:
    return tantivy.Query.term_query(_SCHEMA, field, value)


def _all(queries: Sequence[Any]) -> Any:
    return queries[0] if len(queries) == 1 else _boolean([(Occur.Must, query) for query in queries])


def _any(queries: Sequence[Any]) -> Any:
    return queries[0] if len(queries) == 1 else _boolean([(Occur.Should, query) for query in queries])


def _boolean(parts: list[tuple[Any, Any]]) -> Any:
    return tantivy.Query.boolean_query(parts)


def _boosted(query: Any, worth: float) -> Any:
    return query if worth == 1.0 else tantivy.Query.boost_query(query, worth)


def _filter(run: Run) -> Any:
    return tantivy.Query.const_score_query(_any([_term("mark", mark) for mark in run]), 0.0)


def _pair_worth(searcher: Any, pair: str) -> float:
    documents = int(searcher.num_docs)
    return SCALE * SIDE_BY_SIDE * rarity(documents, min(documents, searcher.doc_freq("pair", pair)))


def _query(plan: Plan, pairs: list[tuple[str, float]]) -> Any:
    """The whole plan but for kinds and initiatives; `pairs` with what finding them adds."""
    parts = [
        (Occur.Must, _filter(run)) if run else (Occur.Must, tantivy.Query.empty_query()) for run in plan.must
    ]
    if plan.wanted:
        wanted = [_wanted(wanted) for wanted in plan.wanted]
        parts.append((Occur.Must, _all(wanted) if plan.every else _any(wanted)))
        parts += [(Occur.Should, _pair(pair, worth)) for pair, worth in pairs]
    if plan.exact and plan.wanted:
        exact = tantivy.Query.const_score_query(_term("mark", f"x:{plan.exact}"), EXACT_TITLE * SCALE)
        parts.append((Occur.Should, exact))
    parts += [(Occur.Must, _clause(clause)) for clause in plan.phrases]
    parts += [(Occur.MustNot, _clause(clause)) for clause in plan.unwanted]
    parts += [(Occur.MustNot, _term("mark", mark)) for mark in plan.must_not]
    parts += [(Occur.MustNot, _term("key", plan.without))] if plan.without else []
    parts += [(Occur.Must, _between(plan))] if plan.since or plan.until else []
    return _boolean(parts)


def _narrowed(base: Any, *groups: Run) -> Any:
    chosen = [(Occur.Must, _filter(run)) for run in groups if run]
    return _boolean([(Occur.Must, base), *chosen]) if chosen else base


def _wanted(wanted: Wanted) -> Any:
    found = [_alternative(alternative) for alternative in wanted.alternatives]
    return found[0] if len(found) == 1 else tantivy.Query.disjunction_max_query(found)


def _alternative(alternative: Alternative) -> Any:
    query = _all([_term(_field(term), term) for term in alternative.run])
    return _boosted(query, alternative.worth)


def _pair(pair: str, worth: float) -> Any:
    return tantivy.Query.const_score_query(_term("pair", pair), worth)


def _clause(clause: Clause) -> Any:
    if len(clause.terms) == 1:
        found = _term("text", clause.terms[0])
    elif clause.exact:
        found = tantivy.Query.phrase_query(_SCHEMA, "text", list(clause.terms))
    else:
        found = _all([_term("text", term) for term in clause.terms])
    return tantivy.Query.const_score_query(found, 0.0)


def _between(plan: Plan) -> Any:
    query = tantivy.Query.range_query(
        _SCHEMA, "moment", tantivy.FieldType.Unsigned, max(plan.since, 1), plan.until or 0xFFFFFFFF
    )
    return tantivy.Query.const_score_query(query, 0.0)


# -- results


def _page(
    searcher: Any, query: Any, plan: Plan, start: int, size: int
) -> tuple[int, list[tuple[float, Any]]]:
    """The true total and the page asked for as (score, address)."""
    # Tantivy sets room aside for as many hits as are asked for, and ends the process when it cannot
    end = min(start + size, int(searcher.num_docs))
    if end <= start:
        return int(searcher.search(query, 1).count), []
    size = end - start
    if plan.sort != Sort.RELEVANCE:
        order = Order.Asc if plan.sort == Sort.OLDEST else Order.Desc
        found = searcher.search(query, size, offset=start, order_by_field="moment", order=order)
        return found.count, [(0.0, address) for _, address in found.hits]
    found = searcher.search(query, max(end, REFINED))
    return found.count, _refined(searcher, found.hits)[start:end]


def _refined(searcher: Any, hits: list[tuple[float, Any]]) -> list[tuple[float, Any]]:
    """The hits with recent ones among the best moved up."""
    best, rest = hits[:REFINED], hits[REFINED:]
    moments = searcher.fast_field_values("moment", [address for _, address in best])
    if not any(moments):
        return hits
    now = int(time.time())
    scored = [
        (score * recency(int(moment or 0), now), address)
        for (score, address), moment in zip(best, moments, strict=True)
    ]
    return sorted(scored, key=lambda row: row[0], reverse=True) + rest


def _counts(searcher: Any, base: Any, plan: Plan) -> tuple[dict[str, int], dict[str, int]]:
    """The documents of each kind and of each initiative, each counted as if its own filter were not set."""
    found = {}
    for field, others in (("kind", plan.initiatives), ("initiative", plan.kinds)):
        wanted = {field: {"terms": {"field": field, "size": _VALUES}}}
        buckets = searcher.aggregate(_narrowed(base, others), wanted)[field]["buckets"]
        found[field] = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
    return found["kind"], found["initiative"]
