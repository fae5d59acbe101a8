"""How Whoosh keeps postings for us: document numbers and one-byte weights as plain arrays, read whole."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Final

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.fields import FieldType
from whoosh.formats import Existence
from whoosh.matching import ListMatcher

_HEADER: Final = struct.Struct("!II")
Postings = tuple["array[int]", bytes]


class Weighted(FieldType):  # type: ignore[misc]
    """A field whose value is `{term: weight}`, weights from 1 to 255; Whoosh itself analyses nothing."""

    def __init__(self) -> None:
        self.format = Existence()
        self.analyzer = None
        self.scorable = False
        self.stored = False
        self.unique = False
        self.vector = None
        self.column_type = None

    def index(self, value: dict[str, int], **_: object) -> Iterator[tuple[bytes, int, int, bytes]]:
        """The postings of one document."""
        for term, weight in value.items():
            yield term.encode("utf-8"), 1, weight, b""

    def to_bytes(self, value: str | bytes) -> bytes:
        """A term as its bytes."""
        return value if isinstance(value, bytes) else value.encode("utf-8")

    def from_bytes(self, bs: bytes) -> str:
        """A term from its bytes."""
        return bs.decode("utf-8")


class Pool:
    """Collects the postings of a segment in memory, already grouped by term."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[bytes, tuple[array[int], bytearray]]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Takes one posting as Whoosh's writer hands it over."""
        field, term, document, weight, _ = item
        terms = self._fields.setdefault(field, {})
        found = terms.get(term)
        if found is None:
            found = terms[term] = (array("I"), bytearray())
        found[0].append(document)
        found[1].append(int(weight))

    def add_document(self, field: str, document: int, weights: dict[str, int]) -> None:
        """Takes all postings of one field of one document."""
        terms = self._fields.setdefault(field, {})
        for term, weight in weights.items():
            key = term.encode("utf-8")
            found = terms.get(key)
            if found is None:
                terms[key] = found = (array("I"), bytearray())
            found[0].append(document)
            found[1].append(weight)

    def iter_postings(self) -> Iterator[tuple[str, bytes, array[int], bytearray]]:
        """All postings by field and term, in the order an index file needs."""
        for field in sorted(self._fields):
            for term in sorted(self._fields[field]):
                numbers, weights = self._fields[field][term]
                yield field, term, numbers, weights

    def cleanup(self) -> None:
        """Forgets everything."""
        self._fields.clear()


class _Block:
    """All postings of a term in the shape in which Whoosh takes note of a block."""

    def __init__(self, numbers: array[int], weights: bytearray) -> None:
        self._numbers = numbers
        self._weights = weights

    def __len__(self) -> int:
        return len(self._numbers)

    def min_length(self) -> int:
        """Lengths of documents are part of the weights already."""
        return 0

    max_length = min_length

    def max_weight(self) -> float:
        """The highest weight."""
        return float(max(self._weights))

    def min_id(self) -> int:
        """The first document."""
        return self._numbers[0]

    def max_id(self) -> int:
        """The last document."""
        return self._numbers[-1]


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes each term's postings as two arrays in one piece."""

    def add_postings(
        self, schema: Any, _lengths: object, items: Iterable[tuple[str, bytes, array[int], bytearray]]
    ) -> None:
        current = None
        for field, term, numbers, weights in items:
            if field != current:
                if current is not None:
                    self.finish_field()
                self.start_field(field, schema[field])
                current = field
            self._add_term(term, numbers, weights)
        if current is not None:
            self.finish_field()

    def _add_term(self, term: bytes, numbers: array[int], weights: bytearray) -> None:
        info = W3TermInfo()
        info.add_block(_Block(numbers, weights))
        start = self._postfile.tell()
        self._postfile.write(_HEADER.pack(len(numbers), numbers.itemsize))
        self._postfile.write(numbers.tobytes())
        self._postfile.write(bytes(weights))
        info.set_extent(start, self._postfile.tell() - start)
        self._tindex.add(struct.pack("!H", self._fieldid) + term, info.to_bytes())


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec with the postings as `_FieldWriter` lays them down."""

    def field_writer(self, storage: Any, segment: Any) -> _FieldWriter:
        """The writer of terms and postings."""
        return _FieldWriter(self, storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """A matcher for Whoosh's own needs: merging segments and finding documents to delete."""
        numbers, weights = read_postings(dbfile, terminfo)
        values = [b""] * len(numbers)
        return ListMatcher(
            list(numbers),
            list(map(float, weights)),
            values,
            format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )

    def new_segment(self, storage: Any, indexname: str) -> Any:
        """A segment that remembers this codec."""
        return super().new_segment(storage, indexname)


def read_postings(dbfile: Any, terminfo: Any) -> Postings:
    """The document numbers and weights of a term, from the file of postings."""
    start = terminfo.extent()[0]
    count, size = _HEADER.unpack(bytes(dbfile.get(start, _HEADER.size)))
    numbers = array("I")
    if size != numbers.itemsize:
        raise ValueError("postings have another form")
    data = bytes(dbfile.get(start + _HEADER.size, count * (size + 1)))
    if len(data) != count * (size + 1):
        raise ValueError("postings are cut off")
    numbers.frombytes(data[: count * size])
    return numbers, data[count * size :]
