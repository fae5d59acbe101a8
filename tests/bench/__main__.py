"""Speed as ratios within one run, and what a crash loses: `make bench`, or one part: `make bench ARGS=pages`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from govtech.config import ROOT
from tests.bench import board, clusters, crash, documents, importing, matching, pages, texts
from tests.installation import Installation

MEASURED = ROOT.parent / "shared" / "data"


def _search(_installation: Installation) -> bool:
    if not MEASURED.is_dir():
        print("no paragraphs and questions to measure with: python -m search.bench --data FOLDER")
        return True
    command = [sys.executable, "-m", "search.bench", "--data", str(MEASURED)]
    return subprocess.run(command, check=False).returncode == 0


PARTS: dict[str, Callable[[Installation], bool]] = {
    "pages": pages.run,
    "board": board.run,
    "import": importing.run,
    "crash": crash.run,
    "clusters": clusters.run,
    "search": _search,
    "matching": matching.run,
    "documents": documents.run,
    "texts": texts.run,
}


def main(chosen: list[str]) -> int:
    """Run the parts named, or all; 0 when every goal was reached."""
    if unknown := set(chosen) - set(PARTS):
        print(f"bench: no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    reached = True
    with tempfile.TemporaryDirectory(prefix="govtech-bench-") as folder:
        installation = Installation(Path(folder))
        installation.prepare()
        for part in chosen or PARTS:
            print(f"\n{part}", flush=True)
            reached &= PARTS[part](installation)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
