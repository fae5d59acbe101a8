"""What changed between two texts, shown so that a person can read it: Japanese words as units."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import NamedTuple

from sudachipy import Dictionary, SplitMode, Tokenizer

WORDS_LIMIT = 3000
"""Longer stretches are compared by sentence pieces: analysing 40,000 characters takes seconds."""


class Change(NamedTuple):
    """A stretch of text: `same`, `added` or `removed`."""

    kind: str
    text: str


def redline(old: str, new: str) -> list[Change]:
    """Stretches that turn `old` into `new`: same + removed gives the old text, same + added the new one."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    changes: list[Change] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            changes.append(Change("same", left))
        else:
            changes.extend(_by_words(left, right))
    return _joined(changes)


def _by_words(left: str, right: str) -> list[Change]:
    a, b = _units(left), _units(right)
    changes: list[Change] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append(Change("same", "".join(a[i1:i2])))
            continue
        if i2 > i1:
            changes.append(Change("removed", "".join(a[i1:i2])))
        if j2 > j1:
            changes.append(Change("added", "".join(b[j1:j2])))
    return changes


def _units(text: str) -> list[str]:
    if len(text) > WORDS_LIMIT:
        return re.findall(r"[^。、\n]+|[。、\n]", text)
    return [word.surface() for word in _tokenizer().tokenize(text) if word.surface()]


def _joined(changes: list[Change]) -> list[Change]:
    joined: list[Change] = []
    for change in changes:
        if not change.text:
            continue
        if joined and joined[-1].kind == change.kind:
            joined[-1] = Change(change.kind, joined[-1].text + change.text)
        else:
            joined.append(change)
    return joined


@cache
def _tokenizer() -> Tokenizer:
    return Dictionary().tokenizer(mode=SplitMode.A)
