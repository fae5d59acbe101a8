"""What the styles of a Word file mean: headings, captions, quotations, lists, bold; by name, level and inheritance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from govtech.core.text import nfkc
from govtech.documents.docx_package import W

_OFF: Final = frozenset({"0", "false", "off", "none"})
_HEADING: Final = re.compile(r"(?:heading|見出し)(\d)")
_CONTINUED: Final = re.compile(r"(?:listcontinue|箇条書き継続)(\d{0,2})")
_CONTENTS: Final = re.compile(
    r"(?:toc|目次)(?:\d|heading|の見出し|見出し)|(?:contents|tableoffigures|図表目次)\d?"
)
_KINDS: Final = {
    **dict.fromkeys(("title", "表題", "タイトル"), "title"),
    **dict.fromkeys(("subtitle", "副題", "サブタイトル"), "subtitle"),
    **dict.fromkeys(("caption", "図表番号", "キャプション"), "caption"),
    **dict.fromkeys(("quote", "intensequote", "引用文", "引用文2", "blocktext", "quotations"), "quote"),
    **dict.fromkeys(
        ("code", "sourcecode", "htmlpreformatted", "html書式付き", "preformattedtext", "htmlcode", "verbatimchar",
         "sourcetext", "codecharacters", "htmlコード"),
        "code",
    ),
    **dict.fromkeys(("tablehead", "tableheading", "表の見出し"), "head"),
    "horizontalline": "rule",
    "表紙の事項": "fact",
}  # fmt: skip
_DEEPEST: Final = 6
_MAX_STYLES: Final = 50


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of a paragraph or of characters; level 0 is no heading, `list` is number and level."""

    level: int = 0
    kind: str = ""
    depth: int = 0
    number: str = ""
    number_level: int | None = None
    bold: bool = False
    italic: bool = False
    strike: bool = False
    hidden: bool = False
    chain: tuple[str, ...] = ()


class Styles:
    """The styles of a file by their ids; unknown ones say nothing."""

    def __init__(self, tree: Any) -> None:
        found = tree.iterfind(f"{W}style") if tree is not None else ()
        self._elements = {one.get(f"{W}styleId", ""): one for one in found}
        self._known: dict[str, Style] = {"": Style()}
        self._default = next(
            (
                key
                for key, one in self._elements.items()
                if one.get(f"{W}type") == "paragraph" and is_on(one.get(f"{W}default", "0"))
            ),
            "",
        )

    def of(self, element: Any, tag: str) -> Style:
        """The style that the properties of a paragraph (`pStyle`) or of characters (`rStyle`) name."""
        found = element.find(f"{W}{tag}") if element is not None else None
        key = found.get(f"{W}val", "") if found is not None else ""
        return self.named(key if key in self._elements else self._default if tag == "pStyle" else "")

    def named(self, key: str) -> Style:
        """The style with an id."""
        if key not in self._known:
            style = Style(chain=tuple(self._chain(key)))
            for step in reversed(style.chain):
                style = _over(style, self._elements[step])
            self._known[key] = style
        return self._known[key]

    def knows(self, key: str) -> bool:
        """Whether the file holds a style with this id."""
        return key in self._elements

    def number_of(self, key: str) -> str:
        """The numbering that a list style names."""
        return self.named(key).number

    def _chain(self, key: str) -> Iterator[str]:
        """A style and those it is based on, each once even where they go round."""
        seen: set[str] = set()
        while key in self._elements and key not in seen and len(seen) < _MAX_STYLES:
            seen.add(key)
            yield key
            based = self._elements[key].find(f"{W}basedOn")
            key = based.get(f"{W}val", "") if based is not None else ""


def _over(style: Style, element: Any) -> Style:
    """What a style says over the one that it is based on."""
    name = element.find(f"{W}name")
    style = _by_name(style, name.get(f"{W}val", "") if name is not None else "")
    properties = element.find(f"{W}pPr")
    if properties is not None:
        style = replace(style, level=level_of(properties, style.level))
        number, level = number_of(properties)
        style = replace(style, number=style.number if number is None else number)
        style = replace(style, number_level=style.number_level if level is None else level)
    looks = element.find(f"{W}rPr")
    if looks is None:
        return style
    said = looks_of(looks)
    return replace(
        style,
        bold=said.get("bold", style.bold),
        italic=said.get("italic", style.italic),
        strike=said.get("strike", style.strike),
        hidden=said.get("hidden", style.hidden),
    )


def _by_name(style: Style, name: str) -> Style:
    name = re.sub(r"[\s_-]", "", nfkc(name))
    if found := _HEADING.fullmatch(name):
        return replace(style, level=min(int(found[1]), _DEEPEST), kind="")
    if found := _CONTINUED.fullmatch(name):
        return replace(style, kind="continued", depth=int(found[1] or 1) - 1)
    if _CONTENTS.fullmatch(name):
        return replace(style, kind="contents", level=0)
    return replace(style, kind=_KINDS[name]) if name in _KINDS else style


def level_of(properties: Any, default: int) -> int:
    """The level of a heading by its outline level, where that is stated; 0 for plain text."""
    found = properties.find(f"{W}outlineLvl")
    level = whole(found.get(f"{W}val") if found is not None else None, -1)
    if level < 0:
        return default
    return 0 if level > 8 else min(level + 1, _DEEPEST)  # noqa: PLR2004


def number_of(properties: Any) -> tuple[str | None, int | None]:
    """The list that a paragraph belongs to and its level there; "" when it is taken out of one, None when unsaid."""
    found = properties.find(f"{W}numPr")
    if found is None:
        return None, None
    number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    key = number.get(f"{W}val", "") if number is not None else None
    depth = whole(level.get(f"{W}val"), 0) if level is not None else None
    return ("" if key == "0" else key), (None if depth is None else min(max(depth, 0), 8))


def looks_of(properties: Any) -> dict[str, bool]:
    """Bold, italic, struck or hidden, as far as the properties of characters say so."""
    looks: dict[str, bool] = {}
    for child in properties:
        name = _LOOKS.get(child.tag)
        if name:
            looks[name] = is_on(child.get(f"{W}val", "1")) or (name in looks and looks[name])
    return looks


_LOOKS: Final = {
    f"{W}b": "bold",
    f"{W}i": "italic",
    f"{W}strike": "strike",
    f"{W}dstrike": "strike",
    f"{W}vanish": "hidden",
}


def is_on(value: str) -> bool:
    """Whether a switch is on."""
    return value.lower() not in _OFF


def whole(text: str | None, default: int) -> int:
    """A whole number as Word writes it (`12`, `-1`, `12.0`, `12pt`), within what a page can hold."""
    found = re.match(r"\s*(-?\d{1,7})", text or "")
    return int(found[1]) if found else default
