"""The segments of a Whoosh index as its readers use them: files kept open, postings and filters kept in memory."""

from __future__ import annotations

import zlib
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from threading import Lock
from typing import Any, Final, TypeVar

from whoosh.codec.base import Segment as StoredSegment
from whoosh.reading import SegmentReader, TermNotFound

from search.planning import Run
from search.preparing import unpack
from search.whoosh_codec import Postings, read_postings

T = TypeVar("T")
_NOTHING: Final[Postings] = (array("I"), b"")


class Kept:
    """The most recently used values of something that is costly to work out, safe for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value kept for a key, made when there is none."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                kept: T = self._values[key]
                return kept
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


class Files:
    """The files of one segment, which never change; shared by all commits that have the segment."""

    def __init__(self, storage: Any, schema: Any, stored: StoredSegment) -> None:
        self.reader = SegmentReader(storage, schema, stored)
        self.size: int = self.reader.doc_count_all()
        self._terms = self.reader._terms  # noqa: SLF001 (its public way in reads posting by posting)
        self._data = self.reader.column_reader("data")
        self._text = self.reader.column_reader("text")
        self._moments = self.reader.column_reader("moment")
        self._lock = Lock()
        self._postings = Kept(512)
        self._groups = Kept(64)
        self.kinds = self._values("k:")
        self.kind_of = self._kind_of()
        self.initiatives = {
            value: frozenset(self.postings("mark", f"i:{value}")[0]) for value in self._values("i:")
        }

    def __del__(self) -> None:
        """Closes the files when the last query that uses them is done."""
        if hasattr(self, "_moments"):
            self.reader.close()

    def postings(self, field: str, term: str) -> Postings:
        """The documents of a term with its weights there."""
        return self._postings.get((field, term), lambda: self._read(field, term))

    def _read(self, field: str, term: str) -> Postings:
        with self._lock:
            try:
                info = self._terms.term_info(field, term.encode("utf-8"))
            except TermNotFound:
                return _NOTHING
            return read_postings(self._terms._postfile, info)  # noqa: SLF001

    def frequency(self, field: str, term: str) -> int:
        """In how many documents of the segment a term stands."""
        with self._lock:
            try:
                return int(self._terms.doc_frequency(field, term.encode("utf-8")))
            except KeyError:
                return 0

    def data(self, number: int) -> bytes:
        """The stored values of a document, packed."""
        with self._lock:
            return zlib.decompress(bytes(self._data[number]))

    def text(self, number: int) -> str:
        """The terms of a document in order, spaces between and around them, line feeds between fields."""
        with self._lock:
            return bytes(self._text[number]).decode("utf-8")

    def moment(self, number: int) -> int:
        """The date of a document in seconds, 0 for none."""
        with self._lock:
            return int(self._moments[number])

    def with_prefix(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms that begin so, in order, each with its number of documents."""
        start = prefix.encode("utf-8")
        for (name, term), info in self._terms.items_from(field, start):
            if name != field or not term.startswith(start):
                return
            yield term.decode("utf-8"), info.doc_frequency()

    def group(self, run: Run) -> bytes:
        """For each document 1 when it carries one of the filter terms, else 0."""
        return self._groups.get(run, lambda: self._make_group(run))

    def _make_group(self, run: Run) -> bytes:
        flags = bytearray(self.size)
        for term in run:
            for number in self.postings("mark", term)[0]:
                flags[number] = 1
        return bytes(flags)

    def _values(self, prefix: str) -> list[str]:
        return [term.removeprefix(prefix) for term, _ in self.with_prefix("mark", prefix)]

    def _kind_of(self) -> bytes:
        kinds = bytearray(self.size)
        for place, kind in enumerate(self.kinds):
            for number in self.postings("mark", f"k:{kind}")[0]:
                kinds[number] = place
        return bytes(kinds)


class Segment:
    """A segment as one commit has it: its files, the number of its first document, and what was deleted."""

    def __init__(self, files: Files, identity: Hashable, base: int, deleted: frozenset[int]) -> None:
        self.files = files
        self.identity = identity
        self.base = base
        self.deleted = deleted
        self.documents = files.size - len(deleted)
        self._allowed = Kept(32)

    def allowed(self, must: tuple[Run, ...], must_not: Run) -> bytes:
        """For each document 1 when it carries what it must and nothing that it must not, else 0."""
        return self._allowed.get((must, must_not), lambda: self._make_allowed(must, must_not))

    def _make_allowed(self, must: tuple[Run, ...], must_not: Run) -> bytes:
        flags = int.from_bytes(b"\1" * self.files.size, "little")
        for run in must:
            flags &= int.from_bytes(self.files.group(run), "little")
        for term in must_not:
            flags &= ~int.from_bytes(self.files.group((term,)), "little")
        allowed = bytearray(flags.to_bytes(self.files.size, "little"))
        for number in self.deleted:
            allowed[number] = 0
        return bytes(allowed)

    def read(self, number: int) -> dict[str, Any]:
        """The stored values of a document."""
        return unpack(self.files.data(number))


def open_segments(storage: Any, toc: Any, known: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The segments of a commit; files that are open already stay open."""
    files = {segment.identity: segment.files for segment in known}
    opened: list[Segment] = []
    base = 0
    for stored in toc.segments:
        identity = stored.segment_id()
        kept = files.get(identity) or Files(storage, toc.schema, stored)
        opened.append(Segment(kept, identity, base, frozenset(stored.deleted_docs())))
        base += stored.doc_count_all()
    return tuple(opened)
