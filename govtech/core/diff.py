"""What changed between two texts, shown so that a person can read it: Japanese words as units."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from sudachipy import Dictionary, SplitMode, Tokenizer

WORDS_LIMIT = 24_000
"""Characters analysed into words at most; of texts that differ in more, pieces of sentences are the units."""
MATCHES_LIMIT = 200_000
"""Pairs of equal units that are weighed at most: a text that repeats itself has millions."""
FOLDED = 3
"""Unchanged lines that are worth folding away."""
_PIECE = re.compile(r"[^。、\n]+|[。、\n]")
_SENTENCE = re.compile(r"[^。\n]*[。\n]|[^。\n]+")


class Change(NamedTuple):
    """A stretch of text: `same`, `added` or `removed`; `skipped` is `same` that need not be shown (`folded`)."""

    kind: str
    text: str


class _Stretch(NamedTuple):
    """Units of both texts, equal or not."""

    equal: bool
    old: Sequence[str]
    new: Sequence[str]


class _Texts(NamedTuple):
    """A stretch of both texts, equal (then `old` has it) or not."""

    equal: bool
    old: str
    new: str


def redline(old: str, new: str) -> list[Change]:
    """Stretches that turn `old` into `new`: same + removed gives the old text, same + added the new one.

    Sentences that changed are compared by words; much text by pieces of sentences; text that only
    repeats itself as a whole. Any two texts of 50,000 characters take less than two seconds.
    """
    stretches = list(_narrowed(old, new))
    changed = sum(len(one.old) + len(one.new) for one in stretches if not one.equal)
    split = _words if changed <= WORDS_LIMIT else _PIECE.findall
    changes: list[Change] = []
    for stretch in stretches:
        if stretch.equal:
            changes.append(Change("same", stretch.old))
        else:
            changes.extend(_changes(stretch.old, stretch.new, split))
    return _joined(changes)


def folded(changes: Sequence[Change], around: int = 1) -> list[Change]:
    """The changes with `around` lines (of one long line: sentences) beside them; what is the same beyond is `skipped`."""
    last = len(changes) - 1
    if last < 1:
        return list(changes)
    shown: list[Change] = []
    for place, change in enumerate(changes):
        if change.kind != "same":
            shown.append(change)
            continue
        units = change.text.splitlines(keepends=True)
        if len(units) <= 2:  # noqa: PLR2004 - the ends of two lines, or one line
            units = _SENTENCE.findall(change.text)
        begun = place > 0 and not changes[place - 1].text.endswith("\n")
        broken = place < last and not change.text.endswith("\n")
        start = around + begun if place > 0 else 0
        end = len(units) - (around + broken if place < last else 0)
        if end - start < FOLDED:
            shown.append(change)
            continue
        pieces = (("same", units[:start]), ("skipped", units[start:end]), ("same", units[end:]))
        shown += [Change(kind, "".join(texts)) for kind, texts in pieces if texts]
    return shown


def _narrowed(old: str, new: str) -> Iterator[_Texts]:
    """Lines first, then the sentences of those that differ: only what is left has to be looked at by words."""
    for lines in _compared(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if lines.equal:
            yield _Texts(equal=True, old="".join(lines.old), new="")
            continue
        for left, right in _pairs(lines):
            for sentences in _compared(_SENTENCE.findall(left), _SENTENCE.findall(right)):
                if sentences.equal:
                    yield _Texts(equal=True, old="".join(sentences.old), new="")
                else:
                    yield from (_Texts(equal=False, old=one, new=other) for one, other in _pairs(sentences))


def _pairs(stretch: _Stretch) -> Iterator[tuple[str, str]]:
    """Unit against unit when there are as many on both sides, else all against all."""
    if len(stretch.old) == len(stretch.new):
        yield from zip(stretch.old, stretch.new, strict=True)
    else:
        yield "".join(stretch.old), "".join(stretch.new)


def _changes(left: str, right: str, split: Callable[[str], list[str]]) -> Iterator[Change]:
    for stretch in _compared(split(left), split(right)):
        if stretch.equal:
            yield Change("same", "".join(stretch.old))
        else:
            yield Change("removed", "".join(stretch.old))
            yield Change("added", "".join(stretch.new))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[_Stretch]:
    """Equal and unequal stretches of two rows of units; what both begin and end with is set aside first."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    yield _Stretch(equal=True, old=old[:start], new=new[:start])
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if _matches(left, right) > MATCHES_LIMIT:
        yield _Stretch(equal=False, old=left, new=right)
    else:
        for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            yield _Stretch(equal=tag == "equal", old=left[i1:i2], new=right[j1:j2])
    yield _Stretch(equal=True, old=old[len(old) - end :], new=new[len(new) - end :])


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many units both begin with."""
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _matches(old: Sequence[str], new: Sequence[str]) -> int:
    """Pairs of equal units: what comparing costs."""
    counted = Counter(new)
    return sum(counted[unit] for unit in old)


def _words(text: str) -> list[str]:
    return [word.surface() for word in _tokenizer().tokenize(text) if word.surface()]


def _joined(changes: list[Change]) -> list[Change]:
    """Neighbours of one kind as one; what was removed stands before what was added in its place."""
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
    return Dictionary().tokenizer(SplitMode.A)
