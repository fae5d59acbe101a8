"""Characters in Typst's language: kept what they are, with their looks, and parted where no line holds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from govtech.documents.blocks import Run

_SPECIAL: Final = re.compile(r"([\\#$*_`<>@=\-+/~\[\]\"'.])")
_WORD: Final = re.compile(r"[!-~]{4,}")
_CAPITAL, _SMALL = 0.76, 0.6
"""Widths of Latin letters and figures, in full-width ones."""
_PART, _PIECE = "\u200b", 5
"""What stands between pieces of a word too long for its line, and their length."""


def parted(runs: Sequence[Run], letters: float) -> list[Run]:
    """Runs whose words fit in lines of so many full-width letters."""
    return [replace(run, text=torn(run.text, letters)) for run in runs]


def torn(text: str, letters: float) -> str:
    """Words longer than a line of so many full-width letters with places where they may be parted, which are not seen."""
    return _WORD.sub(lambda found: _pieces(found[0]) if _drawn(found[0]) > letters else found[0], text)


def _drawn(word: str) -> float:
    """How wide Latin letters are, in full-width ones."""
    return sum(_CAPITAL if one.isupper() or one in "@%" else _SMALL for one in word)


def _pieces(word: str) -> str:
    return _PART.join(word[place : place + _PIECE] for place in range(0, len(word), _PIECE))


def written(runs: Sequence[Run], notes: dict[str, str]) -> str:
    """Runs with their notes, which come as they are written."""
    return "".join(
        run_of(run) + (f"#footnote[{notes[run.note]}]" if run.note in notes else "") for run in runs
    )


def run_of(run: Run) -> str:
    """A run with how it looks."""
    if run.code:
        return f"#raw({string(run.text)})"
    text = escaped(run.text)
    for wanted, name in (
        (run.bold, "strong"),
        (run.italic, "emph"),
        (run.strike, "strike"),
        (run.underline, "underline"),
    ):
        text = f"#{name}[{text}]" if wanted and text else text
    return f"#link({string(run.href)})[{text}]" if run.href and text else text


def escaped(text: str) -> str:
    """Characters that stay characters in Typst's markup, line ends as breaks."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", " \\\n")


def string(text: str) -> str:
    """A text as a string of Typst's code."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
