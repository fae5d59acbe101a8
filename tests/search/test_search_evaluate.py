"""The commands that measure search print what they promise."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from search.bench import main as bench
from search.evaluate import main as evaluate

ROWS = (
    {"id": "a", "title": "道路", "body": "道路の穴を通報する。"},
    {"id": "b", "title": "窓口", "body": "書かない窓口で待ち時間が短くなる。"},
)


def files(folder: Path) -> tuple[Path, Path]:
    documents, queries = folder / "documents.jsonl.gz", folder / "queries.jsonl"
    with gzip.open(documents, "wt", encoding="utf-8") as out:
        out.write("\n".join(json.dumps(row) for row in ROWS))
    questions = (
        {"id": "1", "question": "穴はどこに通報しますか", "document": "a"},
        {"id": "2", "question": "待ち時間は短くなりますか", "document": "b"},
    )
    queries.write_text("\n".join(json.dumps(row) for row in questions), "utf-8")
    return documents, queries


@pytest.mark.parametrize("limit", [None, 1])
def test_evaluate_prints_one_object(
    engine_name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], limit: int | None
) -> None:
    documents, queries = files(tmp_path)
    arguments = ["--documents", str(documents), "--queries", str(queries), "--engine", engine_name]
    assert evaluate([*arguments, *(["--limit", str(limit)] if limit else [])]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == [
        "engine",
        "documents",
        "queries",
        "mrr_at_10",
        "recall_at_1",
        "recall_at_10",
        "p50_ms",
        "p95_ms",
        "index_documents_per_second",
        "index_bytes",
        "rss_mb",
    ]
    assert printed["documents"] == 2
    assert printed["queries"] == (limit or 2)
    assert printed["mrr_at_10"] == 1.0


def test_the_bench_compares_with_the_plain_engine(
    engine_name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "search_benchmark").mkdir()
    files(tmp_path / "search_benchmark")
    assert bench(["--data", str(tmp_path), "--engine", engine_name, "--large"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["own_mrr_at_10"] == lines[0]["plain_mrr_at_10"] == 1.0
    assert lines[1]["documents"] == 32
