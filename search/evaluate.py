"""Measures retrieval: `python -m search.evaluate --documents FILE --queries FILE --engine whoosh|tantivy`."""

from __future__ import annotations

import argparse
import gzip
import io
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from search.documents import VISIBLE_TO_ALL, Document
from search.interface import ENGINES, Engine, Query, open_engine

_TOKENS = frozenset({VISIBLE_TO_ALL})


def read_lines(path: Path, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """The objects of a file with one JSON object on each line, compressed if its name ends with .gz."""
    with _opened(path) as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            if line.strip():
                yield dict(json.loads(line))


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.GzipFile(path), encoding="utf-8")
    return path.open(encoding="utf-8")


def read_documents(path: Path, limit: int | None = None) -> Iterator[Document]:
    """Documents `{id, title, body}`, visible to all."""
    for row in read_lines(path, limit):
        yield Document(
            key=str(row["id"]),
            kind="document",
            title=str(row["title"]),
            body=str(row["body"]),
            tokens=_TOKENS,
        )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ask(engine: Engine, questions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Asks `{question, document}` one by one and reports ranks and times."""
    ranks: list[int] = []
    times: list[float] = []
    for row in questions:
        began = time.perf_counter()
        found = engine.query(Query(text=str(row["question"]), size=10, facets=False, highlights=False))
        times.append((time.perf_counter() - began) * 1_000)
        keys = [hit.key for hit in found.hits]
        ranks.append(keys.index(str(row["document"])) + 1 if str(row["document"]) in keys else 0)
    return {
        "queries": len(ranks),
        "mrr_at_10": round(statistics.fmean(1 / rank if rank else 0.0 for rank in ranks), 4),
        "recall_at_1": round(statistics.fmean(rank == 1 for rank in ranks), 4),
        "recall_at_10": round(statistics.fmean(rank > 0 for rank in ranks), 4),
        "p50_ms": round(percentile(times, 0.5), 3),
        "p95_ms": round(percentile(times, 0.95), 3),
    }


def evaluate(
    engine: Engine, documents: Iterable[Document], questions: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    """Indexes the documents, asks the questions and reports what the module's command prints."""
    began = time.perf_counter()
    status = engine.rebuild(documents)
    took = time.perf_counter() - began
    answers = ask(engine, questions)
    return {
        "engine": engine.name,
        "documents": status.documents,
        **answers,
        "index_documents_per_second": round(status.documents / took, 1),
        "index_bytes": status.size_bytes,
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m search.evaluate", description=__doc__)
    parser.add_argument(
        "--documents", type=Path, required=True, help="JSON lines {id, title, body}, may be .gz"
    )
    parser.add_argument("--queries", type=Path, required=True, help="JSON lines {id, question, document}")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="whoosh")
    parser.add_argument("--limit", type=int, help="ask only so many questions")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(given.engine, Path(folder) / "index")
        questions = list(read_lines(given.queries, given.limit))
        result = evaluate(engine, read_documents(given.documents), questions)
        engine.close()
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
