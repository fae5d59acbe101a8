"""Measures matching: `python -m search.evaluate_matching FILE.jsonl` with needs and the solutions they chose."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from search.evaluate import percentile, read_lines
from search.matching import Matcher, Profile

_SHOWN = 10


def need(row: dict[str, Any]) -> Profile:
    """The profile of a need `{id, title, need}`."""
    return Profile(key=str(row["id"]), kind="need", title=str(row["title"]), text=str(row["need"]))


def solution(row: dict[str, Any]) -> Profile:
    """The profile of a solution `{id, name, text}`."""
    return Profile(key=str(row["id"]), kind="solution", title=str(row["name"]), text=str(row["text"]))


def evaluate(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Ranks all solutions for each need and reports where the chosen one, and one of its group, came."""
    solutions = [row for row in rows if row["kind"] == "solution"]
    needs = [row for row in rows if row["kind"] == "need"]
    groups = {str(row["id"]): row.get("group", row["id"]) for row in solutions}
    matcher = Matcher(map(solution, solutions))
    ranks: list[int] = []
    in_group: list[bool] = []
    times: list[float] = []
    for row in needs:
        began = time.perf_counter()
        found = [match.key for match in matcher.match(need(row), limit=_SHOWN)]
        times.append((time.perf_counter() - began) * 1_000)
        chosen = str(row["solution"])
        ranks.append(found.index(chosen) + 1 if chosen in found else 0)
        in_group.append(any(groups[key] == groups.get(chosen) for key in found[:3]))
    return {
        "needs": len(needs),
        "solutions": len(solutions),
        "mrr_at_10": _mean(1 / rank if rank else 0.0 for rank in ranks),
        "recall_at_1": _mean(rank == 1 for rank in ranks),
        "recall_at_3": _mean(0 < rank <= 3 for rank in ranks),  # noqa: PLR2004 (it is in the name)
        "recall_at_10": _mean(rank > 0 for rank in ranks),
        "group_recall_at_3": _mean(in_group),
        "p50_ms": round(percentile(times, 0.5), 3),
        "p95_ms": round(percentile(times, 0.95), 3),
    }


def _mean(values: Any) -> float:
    return round(statistics.fmean(values), 4)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m search.evaluate_matching", description=__doc__)
    parser.add_argument("file", type=Path, help="JSON lines of the kinds need and solution")
    given = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(evaluate(list(read_lines(given.file))), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
