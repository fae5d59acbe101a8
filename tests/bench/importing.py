"""How long the import of a whole jGrants list takes, index included: real records where they lie beside, else made ones."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

from govtech.config import ROOT
from tests.installation import Installation

REAL = ROOT.parent / "shared" / "data" / "jgrants" / "list_snapshot.json"
RECORDS = 1436
GOAL = 10.0
AREAS = ("全国", "大阪府", "大阪府堺市", "東京都", "北海道", "兵庫県神戸市")
WORDS = (
    "省エネ",
    "設備導入",
    "人材育成",
    "販路開拓",
    "事業承継",
    "DX推進",
    "創業支援",
    "海外展開",
    "防災",
    "観光",
)


def made() -> dict[str, object]:
    """As many records as the real list has, in the same shape."""
    chance = random.Random(1436)
    rows = [
        {
            "id": f"a0WJ2{number:013d}",
            "name": f"S-{number:08d}",
            "title": f"令和8年度 {chance.choice(WORDS)}{chance.choice(WORDS)}補助金（第{number}回）",
            "target_area_search": chance.choice(AREAS),
            "subsidy_max_limit": chance.choice((0, 500_000, 3_000_000, 100_000_000)),
            "acceptance_start_datetime": f"2026-{chance.randint(1, 9):02d}-01T00:00:00.000Z",
            "acceptance_end_datetime": f"2026-{chance.randint(10, 12)}-20T08:00:00.000Z",
            "target_number_of_employees": "従業員数の制約なし",
        }
        for number in range(RECORDS)
    ]
    return {"metadata": {"type": "https://jgrants", "resultset": {"count": len(rows)}}, "result": rows}


def run(installation: Installation) -> bool:
    """Print how long it took; whether that is within the goal."""
    file = REAL if REAL.exists() else _written(installation.folder / "jgrants.json")
    began = time.perf_counter()
    done = installation.govtech("import", "jgrants", str(file))
    taken = time.perf_counter() - began
    print(
        f"{'real' if file == REAL else 'made'} records: {done.stdout.strip().splitlines()[0] if done.stdout else done.stderr}"
    )
    print(f"import with indexing: {taken:.1f} s (goal {GOAL:.0f} s)")
    status = installation.govtech("search", "status")
    print(status.stdout.strip())
    return taken <= GOAL and " 0 changes" in status.stdout


def _written(path: Path) -> Path:
    path.write_text(json.dumps(made(), ensure_ascii=False), encoding="utf-8")
    return path
