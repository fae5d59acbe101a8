"""From HTML to blocks: the shape in which Markdown and imported files both arrive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree, html

from govtech.documents.blocks import (
    Block,
    Cell,
    Code,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
    flat,
    joined,
    lines,
    trimmed,
)

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LOOKS: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "b": {"bold": True},
    "em": {"italic": True},
    "i": {"italic": True},
    "del": {"strike": True},
    "s": {"strike": True},
    "code": {"code": True},
}
_LINE_END = re.compile(r"[ \t]*\n[ \t]*")
_CONTAINERS = frozenset({"div", "section", "body", "dl", "thead", "tbody"})
_LARGEST_SPAN = 100


@dataclass(frozen=True)
class Read:
    """Blocks and footnotes of an HTML text."""

    blocks: tuple[Block, ...]
    notes: dict[str, Runs]


def read(text: str) -> Read:
    """The blocks of an HTML fragment; what it does not know it reads as text, scripts and the like it leaves out."""
    if not text.strip():
        return Read((), {})
    root = html.fragment_fromstring(text, create_parent="div")
    etree.strip_elements(root, "script", "style", etree.Comment, with_tail=False)
    notes = _take_notes(root)
    return Read(tuple(_blocks(root)), notes)


def _take_notes(root: html.HtmlElement) -> dict[str, Runs]:
    """Footnotes by number, taken out of the flow: the list that Markdown or Word puts at the end."""
    notes: dict[str, Runs] = {}
    for entry in root.xpath(".//li[starts-with(@id, 'fn') or starts-with(@id, 'footnote-')]"):
        number = entry.get("id").rpartition("-")[2].rpartition(":")[2]
        for link in entry.xpath(".//a[starts-with(@href, '#')]"):
            link.drop_tree()
        notes[number] = trimmed(_runs(entry))
    for holder in root.xpath(".//div[@class='footnote']"):
        holder.drop_tree()
    for listing in root.xpath(".//ol[li[starts-with(@id, 'footnote-')]]"):
        listing.drop_tree()
    return notes


def _blocks(element: html.HtmlElement) -> Iterator[Block]:
    """Blocks inside an element; text that stands bare between them becomes paragraphs."""
    loose: list[Run] = [Run(_flowing(element.text))] if element.text and element.text.strip() else []
    for child in element:
        block = list(_block(child))
        if block or not _is_inline(child):
            yield from _paragraph(loose)
            loose = []
            yield from block
        else:
            loose += _inline(child, Run(""))
        if child.tail and (child.tail.strip() or loose):
            loose.append(Run(_tail(child)))
    yield from _paragraph(loose)


def _is_inline(element: html.HtmlElement) -> bool:
    return element.tag in _LOOKS or element.tag in {"a", "span", "sup", "sub", "br", "u"}


def _paragraph(runs: list[Run], *, caption: bool = False) -> Iterator[Paragraph]:
    if kept := trimmed(joined(runs)):
        yield Paragraph(kept, caption)


def _block(element: html.HtmlElement) -> Iterator[Block]:
    match element.tag:
        case tag if tag in _HEADINGS:
            yield Heading(_HEADINGS[tag], trimmed(_runs(element)))
        case "p" | "dt":
            yield from _paragraph(list(_runs(element)))
        case "ul" | "ol":
            entries = tuple(tuple(_blocks(entry)) for entry in element if entry.tag == "li")
            yield ListBlock(element.tag == "ol", entries, _number(element.get("start"), 1))
        case "table":
            yield _table(element)
        case "blockquote" | "dd":
            yield Quote(tuple(_blocks(element)))
        case "pre":
            yield Code((element.text_content() or "").rstrip("\n"))
        case "hr":
            yield Rule()
        case tag if tag in _CONTAINERS:
            yield from _blocks(element)


def _table(element: html.HtmlElement) -> Table:
    rows = element.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
    heads = 0
    for row in rows:
        if row.getparent().tag != "thead" and not all(cell.tag == "th" for cell in row):
            break
        heads += 1
    cells = tuple(tuple(_cell(cell) for cell in row if cell.tag in ("td", "th")) for row in rows)
    if len(cells) == heads + 1 and heads and not any(cell.runs for cell in cells[-1]):
        cells = cells[:-1]  # Markdown adds an empty row to a head that stands alone
    if heads == 1 and not any(cell.runs for cell in cells[0]):
        return Table(cells[1:], 0)  # Markdown knows no table without a head: an empty one stands for none
    return Table(cells, heads)


def _cell(element: html.HtmlElement) -> Cell:
    return Cell(
        joined(lines(map(flat, _blocks(element)))),
        element.get("align", ""),
        min(_number(element.get("colspan"), 1), _LARGEST_SPAN),
        min(_number(element.get("rowspan"), 1), _LARGEST_SPAN),
    )


def _runs(element: html.HtmlElement) -> Runs:
    return joined(_inside(element, Run("")))


def _inside(element: html.HtmlElement, look: Run) -> Iterator[Run]:
    if element.text:
        yield replace(look, text=_flowing(element.text))
    for child in element:
        yield from _inline(child, look)
        if child.tail:
            yield replace(look, text=_tail(child))


def _flowing(text: str) -> str:
    """Text of HTML, in which the end of a line is a space."""
    return _LINE_END.sub(" ", text) if "\n" in text else text


def _tail(element: html.HtmlElement) -> str:
    """The text after an element; what follows a break begins its line."""
    text = _flowing(element.tail or "")
    return text.lstrip(" ") if element.tag == "br" else text


def _inline(element: html.HtmlElement, look: Run) -> Iterator[Run]:
    if element.tag == "br":
        yield replace(look, text="\n")
        return
    if element.tag == "a":
        href = element.get("href", "")
        if href.startswith("#"):
            if _is_note(href):
                yield Run("", note=href.rpartition("-")[2].rpartition(":")[2])
            else:
                yield from _inside(element, look)
            return
        look = replace(look, href=href)
    yield from _inside(element, replace(look, **_LOOKS.get(element.tag, {})))


def _is_note(href: str) -> bool:
    return href.startswith(("#fn:", "#footnote-"))


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 6 else default  # noqa: PLR2004
