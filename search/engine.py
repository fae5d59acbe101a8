"""The engine that callers use: one index folder, whichever backend keeps it, with its checks and its rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from search.backend import Backend, Found
from search.documents import Document, from_plain, latest
from search.explaining import explanation
from search.folder import seal
from search.highlight import Marker, plain
from search.notes import Note, note
from search.opening import OpenIndex, Unusable
from search.planning import Plan, alike, make_plan, relaxed, visible
from search.preparing import Prepared, prepare, prepare_all
from search.query import Parsed, parse
from search.results import LARGEST_PAGE, Explanation, Facet, Hit, Query, Results, Sort, Status
from search.suggesting import Suggester, related
from search.widening import Widener

_BATCH = 40_000
_TYPED = 200
_TITLES = 20


class IndexEngine(OpenIndex):
    """An index in a folder. Any number of threads and processes may ask; writers wait for each other.

    An engine keeps its files in a folder of its own name, and notes every change for the engines beside it,
    so that another one can take over at any time once it has been built.
    Nothing here raises for what a reader typed or for an index that is missing, outdated or damaged:
    `query` answers with a remark and `status` says what the caller should do about it.
    """

    # -- reading

    def query(self, query: Query) -> Results:
        """The answer to a query."""
        size = min(max(query.size, 1), LARGEST_PAGE)
        page = max(query.page, 1)
        parsed = parse(query.text)
        notes = list(parsed.notes)
        if query.sort not in tuple(Sort):
            notes.append(note("unknown_sort", value=query.sort))
        if query.text.strip() and _asks_nothing(parsed):
            return Results(page=page, size=size, notes=tuple(notes))
        try:
            plan, found = self._search(query, parsed, (page - 1) * size, size, notes)
        except Unusable:
            return Results(page=page, size=size, notes=(*notes, note("unavailable")))
        marker = Marker(parsed, plan) if query.highlights else None
        hits = tuple(_hit(row, marker) for row in found.rows)
        return Results(
            hits=hits,
            total=found.total,
            page=page,
            size=size,
            facets=_facets(found),
            suggestions=self._corrections(query, parsed, hits)
            if query.highlights and _astray(found, notes)
            else (),
            related=related(parsed, hits) if query.highlights and len(hits) > 1 else (),
            notes=tuple(notes),
            terms=parsed.terms,
        )

    def _search(
        self, query: Query, parsed: Parsed, start: int, size: int, notes: list[Note]
    ) -> tuple[Plan, Found]:
        def ask(index: Backend) -> tuple[Plan, Found, bool]:
            plan = make_plan(query, parsed, self._widener(index))
            found = index.search(plan, start, size, facets=query.facets)
            if found.total or not plan.every or len(plan.wanted) == 1:
                return plan, found, False
            found = index.search(relaxed(plan), start, size, facets=query.facets)
            return plan, found, found.total > 0

        plan, found, is_relaxed = self._using(ask)
        if is_relaxed:
            notes.append(note("some_words"))
        return plan, found

    def _widener(self, index: Backend) -> Widener:
        return Widener(self._synonyms.known(), index.frequency)

    # -- suggestions and reasons

    def complete(self, text: str, tokens: frozenset[str]) -> tuple[str, ...]:
        """Ways to go on with what is being typed, from what the reader may see."""
        asked = Query(text=text[:_TYPED], tokens=tokens, size=_TITLES, facets=False, highlights=False)
        titles = [hit.plain_title for hit in self.query(asked).hits]
        return self._suggesting(tokens, lambda suggester: suggester.completions(asked.text, titles))

    def _corrections(self, query: Query, parsed: Parsed, hits: tuple[Hit, ...]) -> tuple[str, ...]:
        titles = [hit.plain_title for hit in hits]
        return self._suggesting(query.tokens, lambda suggester: suggester.corrections(parsed, titles))

    def _suggesting(self, tokens: frozenset[str], ask: Callable[[Suggester], list[str]]) -> tuple[str, ...]:
        try:
            return tuple(
                self._using(lambda index: ask(Suggester(index, visible(tokens), self._widener(index))))
            )
        except Unusable:
            return ()

    def similar(
        self, key: str, tokens: frozenset[str], kinds: tuple[str, ...] = (), limit: int = 5
    ) -> tuple[Hit, ...]:
        """Documents like one that is indexed, the most alike first; none when it is unknown."""

        def ask(index: Backend) -> Found:
            stored = index.stored(key)
            if stored is None:
                return Found()
            plan = alike(stored, index.documents(), index.frequency)
            marks = tuple(f"k:{kind}" for kind in kinds)
            plan = replace(plan, must=(visible(tokens),), kinds=marks, without=key)
            return index.search(plan, 0, limit, facets=False)

        try:
            return tuple(_hit(row, None) for row in self._using(ask).rows)
        except Unusable:
            return ()

    def explain(self, query: Query, key: str) -> Explanation | None:
        """Why a document stands where it does among the answers to a query; None when it is not indexed."""
        parsed = parse(query.text)

        def ask(index: Backend) -> Explanation | None:
            reasons = index.explain(make_plan(query, parsed, self._widener(index)), key)
            stored = index.stored(key)
            return None if reasons is None or stored is None else explanation(key, reasons, stored)

        try:
            return self._using(ask)
        except Unusable:
            return None

    # -- writing

    def apply(self, put: Iterable[Document] = (), drop: Iterable[str] = ()) -> None:
        """Replaces and removes documents in one commit; repeating it changes nothing.

        Waits for another writer. On an index that has to be rebuilt it does nothing, for the rebuild takes in
        everything; while one runs, the changes are noted for it. Raises OSError when the disk is full: the
        index is then as it was before, and the call can be repeated.
        """
        documents, keys = latest(put), list(drop)
        with self._folder.writing():
            for folder in (*self._folder.others(), *([self._folder] if self._folder.is_rebuilding() else [])):
                folder.note_pending([document.to_plain() for document in documents], keys)
            try:
                index = self._open(is_writing=True)
            except Unusable:
                return
            self._take_in(index)
            self._write(index, map(prepare, documents), keys)

    def _write(self, index: Backend, put: Iterable[Prepared], drop: list[str]) -> None:
        generation = self._folder.path / self._opened
        try:
            # once: what others leave behind when they are killed they sweep when they come back
            if self._swept != self._opened:
                index.sweep()
                self._swept = self._opened
            index.write(put, drop)
            seal(generation, index.changing)
        except OSError as error:
            self._problem = f"writing failed: {error}"
            raise
        self._problem = ""

    def _catch_up(self) -> None:
        """Takes in what was noted while another engine was in use; failing that, the next writer does."""
        if self._folder.has_pending():
            with suppress(OSError, Unusable), self._folder.writing():
                self._take_in(self._open(is_writing=True))

    def _take_in(self, index: Backend) -> None:
        """Takes in what was noted; the caller holds the writer's lock."""
        if not self._folder.has_pending() or self._folder.is_rebuilding():
            return
        with self._folder.pending():
            for put, drop in self._folder.take_pending():
                self._write(index, (prepare(from_plain(plain)) for plain in put), drop)
            self._folder.clear_pending()

    def rebuild(self, documents: Iterable[Document]) -> Status:
        """Makes a new index beside the one in use, which goes on answering, and then puts it in its place.

        Raises OSError when the disk is full; the old index then stays in use and `status` says so.
        """
        with self._folder.rebuilding():
            with self._folder.writing():
                self._folder.clear_pending()
                self._folder.sweep()
                generation = self._folder.begin()
            try:
                self._build(generation, documents)
            except BaseException as error:
                self._problem = f"rebuild failed: {error}"
                self._folder.sweep()
                raise
        self._problem = ""
        return self.status()

    def _build(self, generation: Path, documents: Iterable[Document]) -> None:
        index = self._backend.create(generation)
        source = iter(documents)
        seen: set[str] = set()
        while batch := list(islice(source, _BATCH)):
            again = [document.key for document in batch if document.key in seen]
            seen.update(document.key for document in batch)
            index.write(prepare_all(latest(batch)), again, bulk=not again)
        with self._folder.writing(), self._folder.pending():
            for put, drop in self._folder.take_pending():
                index.write([prepare(from_plain(plain)) for plain in put], drop)
            index.close()
            seal(generation, index.changing)
            self._folder.switch(generation, self._version)


def _astray(found: Found, notes: list[Note]) -> bool:
    """Whether the reader should be offered other words."""
    return not found.total or any(remark.code == "some_words" for remark in notes)


def _asks_nothing(parsed: Parsed) -> bool:
    return not (parsed.clauses or parsed.excluded or parsed.filters or parsed.excluded_filters)


def _hit(row: tuple[float, dict[str, Any]], marker: Marker | None) -> Hit:
    score, stored = row
    return Hit(
        key=stored["key"],
        kind=stored["kind"],
        url=stored["url"],
        score=score,
        title=marker.mark(stored["title"]) if marker else plain(stored["title"]),
        snippet=marker.snippet(stored["summary"], stored["body"]) if marker else (),
        date=None if stored["date"] is None else datetime.fromisoformat(stored["date"]),
        organisation=stored["organisation"],
        initiatives=tuple(stored["initiatives"]),
        extra=tuple((name, value) for name, value in stored["extra"]),
    )


def _facets(found: Found) -> dict[str, tuple[Facet, ...]]:
    return {
        "kind": tuple(Facet(value, count) for value, count in _most(found.kinds)),
        "initiative": tuple(Facet(value, count) for value, count in _most(found.initiatives)),
    }


def _most(counted: dict[str, int]) -> Iterator[tuple[str, int]]:
    yield from sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
