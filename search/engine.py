"""The engine that callers use: one index folder, whichever backend keeps it, with its checks and its rebuild."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any

from search import analysis
from search.backend import Backend, Found
from search.documents import Document, from_plain, latest
from search.folder import Damaged, Folder, Manifest, check, fsync_files, seal
from search.highlight import Marker, plain
from search.notes import Note, note
from search.planning import Plan, make_plan, relaxed
from search.preparing import Prepared, prepare, prepare_all
from search.query import Parsed, parse
from search.results import LARGEST_PAGE, Facet, Hit, Query, Results, Sort, State, Status
from search.synonyms import Synonyms
from search.widening import Widener

_LOG = logging.getLogger(__name__)
_BATCH = 20_000


class IndexEngine:
    """An index in a folder. Any number of threads and processes may ask; writers wait for each other.

    Nothing here raises for what a reader typed or for an index that is missing, outdated or damaged:
    `query` answers with a remark and `status` says what the caller should do about it.
    """

    def __init__(self, backend: type[Backend], path: str | Path, synonyms: Path | None = None) -> None:
        self._backend = backend
        self._synonyms = Synonyms(synonyms)
        self._folder = Folder(path)
        self._version = f"{backend.name}-{backend.version}/{analysis.stamp()}"
        self._lock = RLock()
        self._index: Backend | None = None
        self._opened: str = ""
        self._problem = ""

    @property
    def name(self) -> str:
        """The name of the backend, as the setting has it."""
        return self._backend.name

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
        except _Unusable:
            return Results(page=page, size=size, notes=(*notes, note("unavailable")))
        marker = Marker(parsed, plan) if query.highlights else None
        return Results(
            hits=tuple(_hit(row, marker) for row in found.rows),
            total=found.total,
            page=page,
            size=size,
            facets=_facets(found),
            notes=tuple(notes),
            terms=parsed.terms,
        )

    def _search(
        self, query: Query, parsed: Parsed, start: int, size: int, notes: list[Note]
    ) -> tuple[Plan, Found]:
        index = self._open()
        plan = make_plan(query, parsed, Widener(self._synonyms.known(), index.frequency))
        found = self._carry_out(index, plan, start, size, facets=query.facets)
        if not found.total and plan.every and len(plan.wanted) > 1:
            found = self._carry_out(index, relaxed(plan), start, size, facets=query.facets)
            if found.total:
                notes.append(note("some_words"))
        return plan, found

    def _carry_out(self, index: Backend, plan: Plan, start: int, size: int, *, facets: bool) -> Found:
        try:
            return index.search(plan, start, size, facets=facets)
        except Exception as error:
            self._look_for_damage(error)
            raise _Unusable from error

    # -- writing

    def apply(self, put: Iterable[Document] = (), drop: Iterable[str] = ()) -> None:
        """Replaces and removes documents in one commit; repeating it changes nothing.

        Waits for another writer. On an index that has to be rebuilt it does nothing, for the rebuild takes in
        everything; while one runs, the changes are noted for it. Raises OSError when the disk is full: the
        index is then as it was before, and the call can be repeated.
        """
        documents, keys = latest(put), list(drop)
        with self._folder.writing():
            if self._folder.is_rebuilding():
                self._folder.note_pending([document.to_plain() for document in documents], keys)
            try:
                index = self._open()
            except _Unusable:
                return
            self._write(index, map(prepare, documents), keys)

    def _write(self, index: Backend, put: Iterable[Prepared], drop: list[str]) -> None:
        manifest = self._folder.manifest()
        assert manifest is not None
        generation = self._folder.generation(manifest)
        try:
            index.sweep()
            index.write(put, drop)
            fsync_files(generation)
            seal(generation, index.changing)
        except OSError as error:
            self._problem = f"writing failed: {error}"
            raise
        self._problem = ""

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
        with self._folder.writing():
            for put, drop in self._folder.take_pending():
                index.write([prepare(from_plain(plain)) for plain in put], drop)
            index.close()
            seal(generation, index.changing)
            self._folder.switch(generation, self._version)

    # -- condition

    def status(self, *, thoroughly: bool = False) -> Status:
        """The condition of the index; `thoroughly` reads every file and compares it with what was written."""
        manifest = self._folder.manifest()
        state, problem, documents = State.READY, self._problem, 0
        try:
            index = self._open()
            if thoroughly and manifest:
                check(self._folder.generation(manifest), thoroughly=True)
            documents = index.documents()
        except _Unusable as unusable:
            state, problem = unusable.state, str(unusable)
        except Damaged as error:
            self._found_damaged(error)
            state, problem = State.DAMAGED, str(error)
        if self._folder.is_rebuilding():
            state = State.REBUILDING
        return Status(
            engine=self.name,
            path=str(self._folder.path),
            state=state,
            documents=documents,
            size_bytes=self._folder.size(),
            version=manifest.version if manifest else "",
            changed=self._changed(manifest),
            problem=problem,
        )

    def _changed(self, manifest: Manifest | None) -> datetime | None:
        try:
            generation = self._folder.generation(manifest) if manifest else self._folder.path
            return datetime.fromtimestamp(generation.stat().st_mtime, UTC)
        except OSError:
            return None

    def close(self) -> None:
        """Lets go of files; the engine opens them again when it is asked."""
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._index, self._opened = None, ""

    # -- opening

    def _open(self) -> Backend:
        """The generation in use, opened when it is another than before."""
        manifest = self._folder.manifest()
        if manifest is None:
            raise _Unusable(State.MISSING, "there is no index yet")
        if manifest.version != self._version:
            raise _Unusable(State.OUTDATED, f"made by {manifest.version}, this is {self._version}")
        if reason := self._folder.damage():
            raise _Unusable(State.DAMAGED, reason)
        with self._lock:
            if self._index is None or self._opened != manifest.generation:
                self._index = self._open_generation(manifest)
                self._opened = manifest.generation
            return self._index

    def _open_generation(self, manifest: Manifest) -> Backend:
        generation = self._folder.generation(manifest)
        try:
            check(generation)
            return self._backend.open(generation)
        except Exception as error:
            if self._folder.manifest() != manifest:
                raise _Unusable(State.READY, "the index was just replaced") from error
            self._found_damaged(error)
            raise _Unusable(State.DAMAGED, str(error)) from error

    def _look_for_damage(self, error: Exception) -> None:
        """After a failure: whether the files are at fault, or else (they are as written) the program."""
        _LOG.error("a query failed on %s", self._folder.path, exc_info=error)
        manifest = self._folder.manifest()
        try:
            if manifest:
                check(self._folder.generation(manifest), thoroughly=True)
        except Damaged as damaged:
            self._found_damaged(damaged)

    def _found_damaged(self, error: Exception) -> None:
        """Remembers damage for every process; a failure for want of memory, disk or files is not damage."""
        _LOG.exception("the search index at %s failed", self._folder.path)
        if isinstance(error, Damaged) or not isinstance(error, OSError | MemoryError):
            self._folder.mark_damaged(f"{type(error).__name__}: {error}")


class _Unusable(Exception):
    """There is no index that could answer; says in what condition it is."""

    def __init__(self, state: State = State.DAMAGED, problem: str = "") -> None:
        super().__init__(problem)
        self.state = state


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
