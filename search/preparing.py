"""Documents on their way into an index: analysed once, in the same way for every engine, on all processors."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, Final

from search import analysis
from search.documents import VISIBLE_TO_ALL, Document
from search.folding import match_form, printable
from search.ranking import FIELD_WEIGHTS, impacts

BODY_LIMIT: Final = 200_000
"""Characters of a body that are indexed; what stands after them is kept out to bound the work."""
EXACT_LIMIT: Final = 200
RESTRICTED: Final = "r:"
"""The mark of what not everybody may see; they are few, so that leaving them out is quicker than asking for the rest."""
WORTH_SHARING: Final = 1_000
"""Documents from which on other processes help with the analysis."""
_CHUNK: Final = 100


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready for any index.

    `texts` are the terms of title, names, summary and body, joined by spaces; `extra` are readings and
    parts with their weights; `impacts` say how much each term (and extra) counts, from 1 to 255; `marks`
    are the exact values to filter by; `data` is what `read` turns back into the values of a result row.
    """

    key: str
    texts: tuple[str, ...]
    extra: tuple[str, ...]
    impacts: dict[str, int]
    marks: tuple[str, ...]
    moment: int
    data: bytes


def prepare(document: Document) -> Prepared:
    """Analyses a document (well under a millisecond for a paragraph)."""
    names = "\n".join((*document.keywords, document.organisation, *document.municipalities))
    texts = (document.title, names, document.summary, document.body[:BODY_LIMIT])
    scanned = [analysis.scan(text) for text in texts]
    weighed: list[list[str]] = [[term for term, _ in found] for found in scanned]
    extra: defaultdict[str, float] = defaultdict(float)
    for weight, found in zip(FIELD_WEIGHTS, scanned, strict=True):
        for _, others in found:
            for other in others:
                extra[other] += weight
    return Prepared(
        key=document.key,
        texts=tuple(" ".join(field) for field in weighed),
        extra=tuple(extra),
        impacts=impacts(weighed, extra),
        marks=marks(document),
        moment=moment(document.date),
        data=pack(document),
    )


def marks(document: Document) -> tuple[str, ...]:
    """The exact values a document can be found by, each with its sort in front.

    k kind, v visibility, r not visible to all, i initiative, m municipality, o organisation, x the title as a whole.
    """
    values = {f"k:{document.kind}", f"x:{exact(document.title)}"}
    values.update(f"v:{token}" for token in document.tokens)
    values.update([RESTRICTED] if VISIBLE_TO_ALL not in document.tokens else ())
    values.update(f"i:{number}" for number in document.initiatives)
    values.update(f"m:{match_form(name)}" for name in document.municipalities)
    if document.organisation:
        values.add(f"o:{match_form(document.organisation)}")
    return tuple(sorted(values))


def exact(title: str) -> str:
    """A title or query as it is compared when both may be the same."""
    return match_form(title)[:EXACT_LIMIT]


def moment(date: datetime | None) -> int:
    """Seconds since 1970 for sorting, 0 for no date; what lies before counts as 1."""
    if date is None:
        return 0
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max(int(aware.timestamp()), 1), 0xFFFFFFFF)


def pack(document: Document) -> bytes:
    """The values of a result row as bytes: a line of JSON, and the body, which is long, after it as it is."""
    plain = document.to_plain()
    for name in ("title", "summary", "body", "organisation"):
        plain[name] = printable(plain[name])
    body = plain.pop("body")
    head = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return f"{head}\n{body}".encode()


def unpack(data: bytes) -> dict[str, Any]:
    """The values that `pack` wrote."""
    head, _, body = data.decode().partition("\n")
    return {**json.loads(head), "body": body}


def prepare_all(documents: Iterable[Document], workers: int | None = None) -> Iterator[Prepared]:
    """Prepares documents in order, by several processes when there are many of them.

    `workers` is the number of processes; 1 does everything here, None takes the processors there are. A
    process that may not have children of its own does everything here too.
    """
    workers = workers or len(os.sched_getaffinity(0))
    source = iter(documents)
    first = list(islice(source, WORTH_SHARING))
    if workers == 1 or multiprocessing.current_process().daemon or len(first) < WORTH_SHARING:
        yield from map(prepare, chain(first, source))
        return
    chunks = iter(lambda: list(islice(source, _CHUNK)), [])
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        under_way = deque(pool.apply_async(_prepare_chunk, (chunk,)) for chunk in _split(first))
        for chunk in chunks:
            under_way.append(pool.apply_async(_prepare_chunk, (chunk,)))
            while len(under_way) > WORTH_SHARING // _CHUNK + workers:
                yield from under_way.popleft().get()
        for waiting in under_way:
            yield from waiting.get()


def _split(documents: list[Document]) -> Iterator[list[Document]]:
    for start in range(0, len(documents), _CHUNK):
        yield documents[start : start + _CHUNK]


def _prepare_chunk(documents: list[Document]) -> list[Prepared]:
    return [prepare(document) for document in documents]
