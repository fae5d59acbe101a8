"""Words that mean the same, from a file that coordinators edit; used when asking, never when indexing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from search import analysis
from search.planning import Run

BUILT_IN: Final = Path(__file__).with_name("synonyms.txt")
LONGEST: Final = 8
"""Terms of the longest expression that is looked for in a query."""


@dataclass(frozen=True)
class Problem:
    """A line of the file that could not be used."""

    line: int
    text: str
    reason: str


class Synonyms:
    """Expressions by their terms, with the others that mean the same; read again when the file changes."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or BUILT_IN
        self._lock = Lock()
        self._seen: tuple[int, int] = (-1, -1)
        self._others: dict[Run, tuple[Run, ...]] = {}
        self.problems: tuple[Problem, ...] = ()

    def of(self, run: Run) -> tuple[Run, ...]:
        """The other expressions that mean the same as a run of terms."""
        return self._read().get(run, ())

    def longest(self, terms: Run, start: int) -> int:
        """How many of the terms from a place on form the longest expression that is known; 0 for none."""
        known = self._read()
        for end in range(min(len(terms), start + LONGEST), start, -1):
            if terms[start:end] in known:
                return end - start
        return 0

    def _read(self) -> dict[Run, tuple[Run, ...]]:
        try:
            found = os.stat(self._path)
        except OSError:
            return self._others
        seen = (found.st_mtime_ns, found.st_size)
        if seen != self._seen:
            with self._lock:
                self._others, self.problems = parse(self._path.read_text("utf-8", errors="replace"))
                self._seen = seen
        return self._others


def parse(text: str) -> tuple[dict[Run, tuple[Run, ...]], tuple[Problem, ...]]:
    """The expressions of a synonym file; lines that say nothing are reported, the others are kept."""
    others: dict[Run, dict[Run, None]] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        one_way = ">" in line
        runs = [tuple(analysis.terms(part)) for part in line.replace(">", "=").split("=")]
        if len(runs) < 2 or not all(runs):
            problems.append(Problem(number, line, "「語 = 語」の形ではありません。"))
            continue
        for place, run in enumerate(runs[:1] if one_way else runs):
            rest = runs[:place] + runs[place + 1 :]
            others.setdefault(run, {}).update((other, None) for other in rest if other != run)
    return {run: tuple(found) for run, found in others.items()}, tuple(problems)
