"""The fast index: Tantivy keeps and ranks, fed with the same terms as the embedded index."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, Final

import tantivy
from tantivy import Order

from search.backend import Found
from search.planning import Plan, Run
from search.preparing import Prepared, unpack
from search.ranking import recency
from search.results import Reason, Sort
from search.tantivy_queries import (
    JOIN,
    SCHEMA,
    all_of,
    exact_title,
    field_of,
    has,
    marked,
    narrowed,
    pair_query,
    planned,
    wanted_query,
)

HEAP: Final = 64_000_000
BULK_HEAP: Final = 320_000_000
REFINED: Final = 50
"""Best documents whose recency is looked at."""
REPEATED: Final = (6, 4, 3, 2)
"""How often the terms of title, names, summary and body stand in the indexed text.

Between them these are the field weights of `search.ranking`; that even a body stands there twice halves the
saturation of 1.2 that is built into Tantivy, which ranks better (and nothing else can change it).
"""
_OF_THE_DISK: Final = ("os error", "io::Error", "IO error")
"""What Tantivy's one kind of exception says when it is the disk that failed."""
_VALUES: Final = 1_000


class TantivyIndex:
    """One generation kept by Tantivy; safe for many threads and processes reading and one writing."""

    name: ClassVar[str] = "tantivy"
    version: ClassVar[str] = f"5/tantivy-{version('tantivy')}"
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
        return cls(path, tantivy.Index(SCHEMA, path=str(path), reuse=False))

    @classmethod
    def open(cls, path: Path) -> TantivyIndex:
        """The index of a folder."""
        if not tantivy.Index.exists(str(path)):
            raise FileNotFoundError(f"{path} holds no index")
        return cls(path, tantivy.Index(SCHEMA, path=str(path), reuse=True))

    # -- writing

    def write(self, put: Iterable[Prepared], drop: Sequence[str], *, bulk: bool = False) -> None:
        """Replaces and removes documents in one commit."""
        writer = self._index.writer(BULK_HEAP if bulk else HEAP, len(os.sched_getaffinity(0)) if bulk else 1)
        try:
            for key in drop:
                writer.delete_documents_by_term("key", key)
            for prepared in put:
                if not bulk:
                    writer.delete_documents_by_term("key", prepared.key)
                writer.add_document(_document(prepared))
            writer.commit()
        except BaseException as error:
            _abandon(writer)
            if isinstance(error, ValueError) and any(sign in str(error) for sign in _OF_THE_DISK):
                raise OSError(str(error)) from error
            raise
        writer.wait_merging_threads()
        self._searcher()

    def sweep(self) -> None:
        """Removes files that belong to no commit, left by a writer that was killed."""
        writer = self._index.writer(HEAP, 1)
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        for leftover in Path(self._meta).parent.glob(".tmp*"):
            leftover.unlink(missing_ok=True)

    # -- reading

    def _searcher(self) -> Any:
        """A searcher on the newest commit."""
        found = os.stat(self._meta)  # noqa: PTH116 (asked with every query)
        seen = (found.st_mtime_ns, found.st_ino)
        if seen != self._seen:
            with self._lock:
                self._index.reload()
                self._current, self._seen = self._index.searcher(), seen
        return self._current

    def search(self, plan: Plan, start: int, size: int, *, facets: bool) -> Found:
        """Carries out a plan on the newest commit."""
        searcher = self._searcher()
        base = planned(searcher, plan)
        chosen = narrowed(base, plan.kinds, plan.initiatives)
        kinds, initiatives = _counts(searcher, base, plan) if facets else ({}, {})
        total, page = _page(searcher, chosen, plan, start, size)
        rows = tuple((score, unpack(searcher.doc(address)["data"][0])) for score, address in page)
        return Found(total, rows, kinds, initiatives)

    def documents(self) -> int:
        """How many documents there are."""
        return int(self._searcher().num_docs)

    def frequency(self, term: str) -> int:
        """In how many documents a term stood when the last query was asked, the deleted not yet taken off."""
        searcher = (
            self._current or self._searcher()
        )  # a plan asks a dozen times: no look at the disk for each
        return int(searcher.doc_freq(field_of(term), term))

    def stored(self, key: str) -> dict[str, Any] | None:
        """The stored values of one document."""
        searcher = self._searcher()
        found = searcher.search(has("key", key), 1, count=False).hits
        return unpack(searcher.doc(found[0][1])["data"][0]) if found else None

    def explain(self, plan: Plan, key: str) -> list[Reason] | None:
        """What makes up the score of one document: each part of the query asked about it alone."""
        searcher = self._searcher()
        only = tantivy.Query.const_score_query(has("key", key), 0.0)
        if not searcher.search(only, 1).hits:
            return None
        parts = [("word", " ".join(wanted.terms), wanted_query(wanted)) for wanted in plan.wanted]
        parts += [("side_by_side", " ".join(pair), pair_query(pair)) for pair in plan.pairs]
        parts += [("exact_title", plan.exact, exact_title(plan))] if plan.exact else []
        found = []
        for name, detail, query in parts:
            hits = searcher.search(all_of([only, query]), 1, count=False).hits
            found += [Reason(name, detail, hits[0][0], 0.0)] if hits else []
        return [*found, *self._recent(searcher, only, found)]

    def _recent(self, searcher: Any, only: Any, found: list[Reason]) -> list[Reason]:
        address = searcher.search(only, 1, count=False).hits[0][1]
        moment = searcher.fast_field_values("moment", [address])[0]
        value = (recency(int(moment or 0), int(time.time())) - 1.0) * sum(reason.value for reason in found)
        return [Reason("recent", "", value, 0.0)] if value else []

    def vocabulary(self, prefix: str, visible: Run, limit: int) -> list[tuple[str, int]]:
        """Terms that begin so and stand in a document with one of the marks, the most frequent first."""
        field = field_of(prefix)
        found = self._searcher().terms_with_prefix(field, prefix, filter_query=marked(visible), limit=limit)
        return [(str(term), int(count)) for term, count in found if count]

    def example(self, term: str, visible: Run) -> dict[str, Any] | None:
        """The stored values of some document in which a term stands and which carries one of the marks."""
        searcher = self._searcher()
        hits = searcher.search(all_of([has(field_of(term), term), marked(visible)]), 1, count=False).hits
        return unpack(searcher.doc(hits[0][1])["data"][0]) if hits else None

    def close(self) -> None:
        """Lets go of files."""
        self._current = None


def _whitespace() -> Any:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _abandon(writer: Any) -> None:
    """Gives up a writer, whatever state a failure has left it in."""
    for give_up in (writer.rollback, writer.wait_merging_threads):
        with suppress(Exception):
            give_up()


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
    return {f"{first}{JOIN}{second}" for terms in fields for first, second in pairwise(terms)}


_FACETS: Final = {"k": "kind", "i": "initiative"}


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
        buckets = searcher.aggregate(narrowed(base, others), wanted)[field]["buckets"]
        found[field] = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
    return found["kind"], found["initiative"]
