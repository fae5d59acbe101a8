"""Words that mean the same, from a file that coordinators edit; used when asking, never when indexing."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from search import analysis
from search.planning import Run

_LOG: Final = logging.getLogger(__name__)
BUILT_IN: Final = Path(__file__).with_name("synonyms.txt")
LONGEST: Final = 8
"""Terms of the longest expression that is looked for in a query."""


@dataclass(frozen=True)
class Problem:
    """A line of the file that could not be used."""

    line: int
    text: str
    reason: str


class Known:
    """The expressions of one state of the file."""

    def __init__(self, others: dict[Run, tuple[Run, ...]], problems: tuple[Problem, ...]) -> None:
        self._others = others
        self._firsts = frozenset(run[0] for run in others)
        self.problems = problems

    def of(self, run: Run) -> tuple[Run, ...]:
        """The other expressions that mean the same as a run of terms."""
        return self._others.get(run, ())

    def longest(self, terms: Run, start: int) -> int:
        """How many of the terms from a place on form the longest expression that is known; 0 for none."""
        if terms[start] in self._firsts:
            for end in range(min(len(terms), start + LONGEST), start, -1):
                if terms[start:end] in self._others:
                    return end - start
        return 0


class Synonyms:
    """A synonym file, read again when it has changed; until there is one, the list that comes with the package."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or BUILT_IN
        self._lock = Lock()
        self._seen: tuple[int, int] = (-1, -1)
        self._known = Known({}, ())

    def known(self) -> Known:
        """What the file says now; what it said last when it cannot be read."""
        try:
            path = self._path if self._path.exists() else BUILT_IN
            found = path.stat()
            seen = (found.st_mtime_ns, found.st_size)
            if seen != self._seen:
                with self._lock:
                    self._known = Known(*parse(path.read_text("utf-8", errors="replace")))
                    self._seen = seen
        except OSError as error:
            _LOG.warning("the synonym file cannot be read: %s", error)
        return self._known


def parse(text: str) -> tuple[dict[Run, tuple[Run, ...]], tuple[Problem, ...]]:
    """The expressions of a synonym file; lines that say nothing are reported, the others are kept."""
    others: dict[Run, dict[Run, None]] = {}
    problems: list[Problem] = []
    for number, written in enumerate(text.splitlines(), 1):
        line = written.split("#")[0].strip()
        if not line:
            continue
        one_way = ">" in line
        runs = [tuple(analysis.terms(part)) for part in line.replace(">", "=").split("=")]
        if len(runs) == 1 or not all(runs):
            problems.append(Problem(number, line, "「語 = 語」の形ではありません。"))
            continue
        for place, run in enumerate(runs[:1] if one_way else runs):
            rest = runs[:place] + runs[place + 1 :]
            others.setdefault(run, {}).update((other, None) for other in rest if other != run)
    return {run: tuple(found) for run, found in others.items()}, tuple(problems)
