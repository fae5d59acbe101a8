"""Numberings of the lists that we write: 1., (1), ア, (ア) by level, each list counting for itself."""

from __future__ import annotations

from typing import Final

from govtech.documents.docx_xml import NAMESPACES

STEP: Final = 420
"""How far a level is set in, in twentieths of a point."""
DEEPEST: Final = 8
"""The last level that Word knows."""
_SHAPES: Final = (
    ("decimal", "%{n}."),
    ("decimal", "(%{n})"),
    ("aiueoFullWidth", "%{n}"),
    ("aiueoFullWidth", "(%{n})"),
    ("lowerLetter", "%{n}."),
    ("lowerLetter", "(%{n})"),
)
_BULLETS: Final = ("・", "－", "＊")


class Counting:
    """Gathers numberings while the text is written."""

    def __init__(self) -> None:
        self._abstract: list[str] = []
        self._numbers: list[str] = []
        self._trees: dict[tuple[int, bool], int] = {}
        self._next = 0

    def tree(self) -> int:
        """The key of a new list with all that it holds."""
        self._next += 1
        return self._next

    def number(self, tree: int, depth: int, *, ordered: bool, start: int) -> int:
        """A numbering for one list within a tree of lists."""
        abstract = self._trees.get((tree, ordered))
        if abstract is None:
            abstract = self._trees[tree, ordered] = len(self._abstract) + 1
            self._abstract.append(_abstract(abstract, ordered=ordered))
        number = len(self._numbers) + 1
        override = (
            f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            if ordered
            else ""
        )
        self._numbers.append(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'
        )
        return number

    def xml(self) -> str:
        """The part that holds them all."""
        return f"<w:numbering {NAMESPACES}>{''.join(self._abstract)}{''.join(self._numbers)}</w:numbering>"


def _abstract(number: int, *, ordered: bool) -> str:
    levels = "".join(_level(depth, ordered=ordered) for depth in range(DEEPEST + 1))
    return f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'


def _level(depth: int, *, ordered: bool) -> str:
    if ordered:
        shape, words = _SHAPES[depth % len(_SHAPES)]
        words = words.replace("{n}", str(depth + 1))
    else:
        shape, words = "bullet", _BULLETS[depth % len(_BULLETS)]
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{words}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{STEP * (depth + 1)}" w:hanging="{STEP}"/></w:pPr></w:lvl>'
    )
