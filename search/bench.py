"""Measures the goals of search side by side with the plain engines: `python -m search.bench [--data FOLDER]`.

FOLDER holds `search_benchmark/documents.jsonl.gz`, `search_benchmark/queries.jsonl` and
`matching/needs_and_solutions.jsonl`; without it, made-up documents show the ratios only. Plain and own
engines answer each question in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import tantivy
from whoosh import analysis as whoosh_analysis
from whoosh import fields, index, scoring
from whoosh.qparser import OrGroup, QueryParser

from search import analysis
from search.documents import VISIBLE_TO_ALL, Document
from search.evaluate import percentile, read_documents, read_lines
from search.evaluate_matching import evaluate as evaluate_matching
from search.evaluate_matching import need, solution
from search.features import CONCEPTS
from search.interface import ENGINES, Engine, Query, open_engine
from search.matching import Matcher, Profile

LARGE: Final = 16
MANY_SOLUTIONS: Final = 10_000
Ask = Callable[[str], list[str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m search.bench", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with search_benchmark/ and matching/"
    )
    parser.add_argument(
        "--questions", type=int, default=400, help="asked of each engine (default: %(default)s)"
    )
    parser.add_argument(
        "--large", action="store_true", help=f"also {LARGE} times the documents (some minutes)"
    )
    parser.add_argument("--engine", choices=sorted(ENGINES), action="append", help="only this one")
    given = parser.parse_args(arguments)
    documents, questions = _material(given.data / "search_benchmark", given.questions)
    for name in given.engine or sorted(ENGINES):
        with tempfile.TemporaryDirectory() as folder:
            _report(measure(name, Path(folder), documents, questions))
            if given.large:
                _report(measure_large(name, Path(folder), documents, questions))
    _report(measure_matching(given.data / "matching" / "needs_and_solutions.jsonl"))
    return 0


def _report(found: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _material(folder: Path, most: int) -> tuple[list[Document], list[dict[str, Any]]]:
    if folder.is_dir():
        documents = list(read_documents(folder / "documents.jsonl.gz"))
        questions = list(read_lines(folder / "queries.jsonl"))
        return documents, questions[:: max(1, len(questions) // most)][:most]
    sys.stderr.write(f"{folder} is not there: made-up documents are measured instead\n")
    documents = list(made_up(4_000))
    return documents, [{"question": row.body.split("。")[1], "document": row.key} for row in documents[:most]]


def made_up(number: int) -> Iterator[Document]:
    """Documents put together from the words of municipal work."""
    chance = random.Random(1)  # noqa: S311 (nothing secret)
    lines = [line for line in CONCEPTS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    words = [line.partition(":")[2].split("、") for line in lines]
    for place in range(number):
        field = chance.choice(words)
        sentences = [
            f"{chance.choice(field)}の{chance.choice(field)}に{chance.choice(chance.choice(words))}を使う"
            for _ in range(8)
        ]
        yield Document(
            key=f"made:{place}",
            kind="document",
            title=f"{chance.choice(field)}と{chance.choice(field)}",
            body="。".join(sentences),
            tokens=frozenset({VISIBLE_TO_ALL}),
        )


# -- one engine beside its plain self


def measure(
    name: str, folder: Path, documents: list[Document], questions: list[dict[str, Any]]
) -> dict[str, Any]:
    """Quality and times of an engine and of the plain one, asked in turn."""
    engine = open_engine(name, folder / "own")
    began = time.perf_counter()
    status = engine.rebuild(documents)
    per_second = len(documents) / (time.perf_counter() - began)
    plain = PLAIN[name](folder / "plain", documents)
    own = _own(engine)
    for row in questions[:20]:
        own(row["question"])
        plain(row["question"])
    result = _side_by_side(own, plain, questions)
    engine.close()
    return {
        "engine": name,
        "documents": len(documents),
        "questions": len(questions),
        **result,
        "index_documents_per_second": round(per_second, 1),
        "index_bytes": status.size_bytes,
        "processors": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 1),
    }


def _side_by_side(own: Ask, plain: Ask, questions: list[dict[str, Any]]) -> dict[str, Any]:
    times: dict[str, list[float]] = {"own": [], "plain": []}
    marks: dict[str, list[float]] = {"own": [], "plain": []}
    pairs = (("own", own), ("plain", plain))
    for place, row in enumerate(questions):
        for name, ask in pairs if place % 2 else reversed(pairs):  # who comes second finds words looked up
            began = time.perf_counter()
            keys = ask(str(row["question"]))
            times[name].append((time.perf_counter() - began) * 1_000)
            wanted = str(row["document"])
            marks[name].append(1 / (keys.index(wanted) + 1) if wanted in keys else 0.0)
    found: dict[str, Any] = {}
    for name in ("own", "plain"):
        found[f"{name}_mrr_at_10"] = round(sum(marks[name]) / len(marks[name]), 4)
        found[f"{name}_p50_ms"] = round(percentile(times[name], 0.5), 2)
        found[f"{name}_p95_ms"] = round(percentile(times[name], 0.95), 2)
    found["p95_ratio"] = round(found["own_p95_ms"] / found["plain_p95_ms"], 3)
    return found


def _own(engine: Engine) -> Ask:
    def ask(question: str) -> list[str]:
        found = engine.query(Query(text=question, size=10, facets=False, highlights=False))
        return [hit.key for hit in found.hits]

    return ask


def plain_whoosh(folder: Path, documents: Iterable[Document]) -> Ask:
    """Whoosh as its manual has it: two text fields over the same words, BM25F, any of the words."""
    folder.mkdir()
    text = fields.TEXT(analyzer=whoosh_analysis.SpaceSeparatedTokenizer())
    schema = fields.Schema(key=fields.ID(stored=True), text=text)
    opened = index.create_in(str(folder), schema)
    writer = opened.writer(limitmb=256)
    for document in documents:
        words = analysis.terms(document.title) + analysis.terms(document.body)
        writer.add_document(key=document.key, text=" ".join(words))
    writer.commit()
    searcher = opened.searcher(weighting=scoring.BM25F())
    parser = QueryParser("text", schema, group=OrGroup, plugins=[])

    def ask(question: str) -> list[str]:
        query = parser.parse(" ".join(dict.fromkeys(analysis.terms(question))))
        return [hit["key"] for hit in searcher.search(query, limit=10)]

    return ask


def plain_tantivy(folder: Path, documents: Iterable[Document]) -> Ask:
    """Tantivy by itself: one text field over the same words, BM25, any of the words, the stored row read."""
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace")
    builder.add_text_field("row", stored=True, tokenizer_name="raw", index_option="basic")
    schema = builder.build()
    opened = tantivy.Index(schema, path=str(folder))
    splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    opened.register_tokenizer("whitespace", splitter)
    writer = opened.writer(128_000_000, 1)
    for document in documents:
        words = analysis.terms(document.title) + analysis.terms(document.body)
        row = json.dumps({"key": document.key, "title": document.title, "body": document.body})
        writer.add_document(tantivy.Document(text=" ".join(words), row=row[:60_000]))
    writer.commit()
    writer.wait_merging_threads()
    opened.reload()
    searcher = opened.searcher()

    def ask(question: str) -> list[str]:
        words = dict.fromkeys(analysis.terms(question))
        parts = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word)) for word in words]
        found = searcher.search(tantivy.Query.boolean_query(parts), 10)
        return [json.loads(searcher.doc(address)["row"][0])["key"] for _, address in found.hits]

    return ask


PLAIN: Final[dict[str, Callable[[Path, Iterable[Document]], Ask]]] = {
    "whoosh": plain_whoosh,
    "tantivy": plain_tantivy,
}


# -- growth


def measure_large(
    name: str, folder: Path, documents: list[Document], questions: list[dict[str, Any]]
) -> dict[str, Any]:
    """Times on LARGE times the documents, the copies with their sentences in another order."""
    small, large = open_engine(name, folder / "own"), open_engine(name, folder / "large")
    began = time.perf_counter()
    status = large.rebuild(_copies(documents))
    took = time.perf_counter() - began
    for row in questions[:20]:
        _own(small)(row["question"])
        _own(large)(row["question"])
    result = _side_by_side(_own(large), _own(small), questions)
    for engine in (small, large):
        engine.close()
    return {
        "engine": name,
        "documents": status.documents,
        "p50_ms": result["own_p50_ms"],
        "p95_ms": result["own_p95_ms"],
        "p95_ms_of_the_small": result["plain_p95_ms"],
        "p95_ratio": result["p95_ratio"],
        "index_documents_per_second": round(status.documents / took, 1),
        "index_bytes": status.size_bytes,
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _copies(documents: list[Document]) -> Iterator[Document]:
    chance = random.Random(2)  # noqa: S311 (nothing secret)
    for copy in range(LARGE):
        for document in documents:
            sentences = document.body.split("。")
            if copy:
                chance.shuffle(sentences)
            key = f"{document.key}-{copy}" if copy else document.key
            yield Document(
                key=key,
                kind="document",
                title=document.title,
                body="。".join(sentences),
                tokens=document.tokens,
            )


# -- matching


def measure_matching(file: Path) -> dict[str, Any]:
    """Quality on real needs, and the time of one need against very many solutions made of their sentences."""
    if not file.is_file():
        sys.stderr.write(f"{file} is not there: matching is not measured\n")
        return {}
    rows = list(read_lines(file))
    solutions = [solution(row) for row in rows if row["kind"] == "solution"]
    needs = [need(row) for row in rows if row["kind"] == "need"]
    matcher = Matcher(_many(solutions))
    times = []
    for asking in needs:
        began = time.perf_counter()
        matcher.match(asking)
        times.append((time.perf_counter() - began) * 1_000)
    return evaluate_matching(rows) | {
        "p50_ms_of_10000": round(percentile(times, 0.5), 1),
        "p95_ms_of_10000": round(percentile(times, 0.95), 1),
    }


def _many(solutions: list[Profile]) -> Iterator[Profile]:
    chance = random.Random(3)  # noqa: S311 (nothing secret)
    sentences = [part for profile in solutions for part in profile.text.split("。") if part]
    for place in range(MANY_SOLUTIONS):
        text = "。".join(chance.sample(sentences, 3))
        yield Profile(key=f"made:{place}", kind="solution", title=chance.choice(solutions).title, text=text)


if __name__ == "__main__":
    raise SystemExit(main())
