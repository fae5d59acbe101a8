"""The embedded index: Whoosh keeps the files and segments, postings are read as whole arrays and scored here."""

from __future__ import annotations

import os
import shutil
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, Schema
from whoosh.index import TOC, FileIndex, clean_files

from search.backend import Found
from search.planning import Plan, Run
from search.preparing import Prepared
from search.results import Reason
from search.whoosh_codec import ArrayCodec, Pool, Weighted
from search.whoosh_scoring import Carrier
from search.whoosh_segments import Segment, open_segments
from search.whoosh_storage import Folder

_NAME = "MAIN"
_TOC = "_MAIN_"
_TRIES = 100
_PAUSE = 0.02
"""Seconds between tries: writers that commit one after the other take the files away while they are opened."""
_MOST_TERMS = 2_000

_SCHEMA = Schema(
    key=Weighted(),
    term=Weighted(),
    mark=Weighted(),
    moment=COLUMN(NumericColumn("I")),
    text=COLUMN(VarBytesColumn()),
    data=COLUMN(VarBytesColumn()),
)
"""`text` holds the terms in order, fields parted by line feeds; `data` the values of the result row."""


class WhooshIndex:
    """One generation kept by Whoosh; safe for many threads and processes reading and one writing."""

    name: ClassVar[str] = "whoosh"
    version: ClassVar[str] = f"4/whoosh-{version('Whoosh-Reloaded')}"
    changing: ClassVar[frozenset[str]] = frozenset({"_MAIN_", "MAIN_WRITELOCK"})

    def __init__(self, path: Path, opened: Any) -> None:
        self._path = path
        self._index = opened
        self._lock = Lock()
        self._seen = -1
        self._segments: tuple[Segment, ...] = ()
        self._refresh()

    @classmethod
    def create(cls, path: Path) -> WhooshIndex:
        """An empty index in an empty folder."""
        return cls(path, FileIndex.create(Folder(str(path)), _SCHEMA, _NAME))

    @classmethod
    def open(cls, path: Path) -> WhooshIndex:
        """The index of a folder."""
        return cls(path, FileIndex(Folder(str(path)), indexname=_NAME))

    def write(self, put: Iterable[Prepared], drop: Sequence[str], *, bulk: bool = False) -> None:
        """Replaces and removes documents in one commit."""
        writer = self._index.writer(codec=ArrayCodec(), compound=False)
        writer.pool = Pool()
        try:
            self._refresh()  # under the writer's lock: another process may have written since we looked
            for key in drop:
                self._delete(writer, key)
            for prepared in put:
                if not bulk:
                    self._delete(writer, prepared.key)
                self._add(writer, prepared)
            writer.commit(merge=not bulk)
        except BaseException:
            self._abandon(writer)
            raise
        self._index.storage.forget()
        self._refresh()

    def _abandon(self, writer: Any) -> None:
        """Gives up a writer, whatever state a failure has left it in."""
        with suppress(Exception):
            writer.cancel()
        self._index.storage.let_go()
        if writer.writelock:
            with suppress(Exception):
                writer.writelock.release()

    def _delete(self, writer: Any, key: str) -> None:
        for segment in self._segments:
            for number in segment.files.postings("key", key)[0]:
                writer.delete_document(segment.base + number)

    def _add(self, writer: Any, prepared: Prepared) -> None:
        number = writer.docnum
        pool: Pool = writer.pool
        pool.add_document("key", number, {prepared.key: 1})
        pool.add_document("term", number, prepared.impacts)
        pool.add_document("mark", number, dict.fromkeys(prepared.marks, 1))
        documents = writer.perdocwriter
        documents.start_doc(number)
        for name, value in (
            ("moment", prepared.moment),
            ("text", _text(prepared)),
            ("data", zlib.compress(prepared.data, 1)),
        ):
            documents.add_column_value(name, _SCHEMA[name].column_type, value)
        documents.finish_doc()
        writer._added = True  # noqa: SLF001 (what its own add_document would set)
        writer.docnum += 1

    def _refresh(self) -> tuple[Segment, ...]:
        """The segments of the newest commit; what is known of them already is kept."""
        newest = self._newest()
        if newest == self._seen:
            return self._segments
        with self._lock:
            for _ in range(_TRIES):
                try:
                    toc = TOC.read(self._index.storage, self._index.indexname)
                    self._segments = open_segments(self._index.storage, toc, self._segments)
                    break
                except FileNotFoundError as error:
                    failure = error
                    time.sleep(_PAUSE)
            else:
                raise failure
            self._seen = newest
        return self._segments

    def _newest(self) -> int:
        """The number of the newest commit, from the name of its table of contents."""
        names = os.listdir(self._path)  # noqa: PTH208 (asked with every query)
        tables = [name for name in names if name.startswith(_TOC) and name.endswith(".toc")]
        return max(int(name.removeprefix(_TOC).removesuffix(".toc")) for name in tables)

    def search(self, plan: Plan, start: int, size: int, *, facets: bool) -> Found:
        """Carries out a plan on the newest commit."""
        segments = self._refresh()
        carrier = Carrier(segments, plan, int(time.time()))
        return carrier.found(start, size, facets=facets)

    def documents(self) -> int:
        """How many documents there are."""
        return sum(segment.documents for segment in self._refresh())

    def frequency(self, term: str) -> int:
        """In how many documents a term stands, those deleted since not yet taken off."""
        return sum(segment.files.frequency("term", term) for segment in self._refresh())

    def stored(self, key: str) -> dict[str, Any] | None:
        """The stored values of one document."""
        for segment in self._refresh():
            for number in segment.files.postings("key", key)[0]:
                if number not in segment.deleted:
                    return segment.read(number)
        return None

    def explain(self, plan: Plan, key: str) -> list[Reason] | None:
        """What makes up the score of one document."""
        segments = self._refresh()
        for segment in segments:
            for number in segment.files.postings("key", key)[0]:
                if number not in segment.deleted:
                    return Carrier(segments, plan, int(time.time())).explained(segment, number)
        return None

    def vocabulary(self, prefix: str, visible: Run, limit: int) -> list[tuple[str, int]]:
        """Terms that begin so and stand in a document with one of the marks, the most frequent first."""
        counted: Counter[str] = Counter()
        for segment in self._refresh():
            allowed = segment.allowed((visible,), ())
            for term, _ in islice(segment.files.with_prefix("term", prefix), _MOST_TERMS):
                counted[term] += sum(map(allowed.__getitem__, segment.files.postings("term", term)[0]))
        return [(term, count) for term, count in counted.most_common(limit) if count]

    def example(self, term: str, visible: Run) -> dict[str, Any] | None:
        """The stored values of some document in which a term stands and which carries one of the marks."""
        for segment in self._refresh():
            allowed = segment.allowed((visible,), ())
            for number in segment.files.postings("term", term)[0]:
                if allowed[number]:
                    return segment.read(number)
        return None

    def sweep(self) -> None:
        """Removes files that belong to no commit, left by a writer that was killed."""
        toc = TOC.read(self._index.storage, self._index.indexname)
        clean_files(self._index.storage, self._index.indexname, toc.generation, toc.segments)
        for path in self._path.glob("*.tmp*"):
            _remove(path)

    def close(self) -> None:
        """Lets go of files."""
        self._segments = ()
        self._seen = -1
        self._index.close()


def _text(prepared: Prepared) -> bytes:
    return (" " + " \n ".join(prepared.texts) + " ").encode()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
