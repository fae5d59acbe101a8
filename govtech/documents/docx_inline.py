"""What stands in one paragraph of a Word file: runs with their looks, links, notes, fields, tracked changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from govtech.core.text import clean
from govtech.documents.blocks import Run, Runs, joined
from govtech.documents.docx_drawings import Drawings
from govtech.documents.docx_fields import Fields, chosen
from govtech.documents.docx_formula import formula
from govtech.documents.docx_package import MC, R, W
from govtech.documents.docx_report import Loss, Report
from govtech.documents.docx_styles import Style, Styles, looks_of
from govtech.documents.docx_symbols import UNKNOWN, public, raised, symbol

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALLOWED: Final = re.compile(r"(?:https?|mailto|tel):\S", re.IGNORECASE)
_PLAIN: Final = Run("")
_TAB: Final = "　"
_SIGNS: Final = {"tab": _TAB, "ptab": _TAB, "cr": "\n", "noBreakHyphen": "‑"}


@dataclass(frozen=True)
class Source:
    """What the paragraphs of one part of a file need to be read."""

    styles: Styles
    report: Report
    links: Mapping[str, str]
    note: Callable[[str, str], str]
    """The number that a note takes in the text, by kind (`footnote`, `endnote`) and id; "" when it is missing."""
    comment: Callable[[str], str]
    """The words of a comment by its id."""
    diagram: Callable[[str], str]


class Inline:
    """Reads paragraphs one after the other; fields may go over several of them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.fields = Fields()
        self.drawings = Drawings(source.report, source.diagram)
        self._out: list[Run] = []
        self._handlers: dict[str, Callable[[Any, Run], None]] = {
            f"{W}r": self._run,
            f"{W}hyperlink": self._hyperlink,
            f"{W}fldSimple": self._field,
            f"{W}ins": self._inserted,
            f"{W}moveTo": self._children,
            f"{W}del": self._deleted,
            f"{MC}AlternateContent": self._alternative,
            f"{_MATH}oMath": self._formula,
            f"{_MATH}oMathPara": self._formula,
            f"{W}ruby": self._ruby,
            f"{W}sym": self._symbol,
            f"{W}drawing": self._drawing,
            f"{W}pict": self._drawing,
            f"{W}object": self._drawing,
            f"{W}footnoteReference": self._note,
            f"{W}endnoteReference": self._note,
            f"{W}commentReference": self._comment,
            f"{W}fldChar": self._mark,
            f"{W}instrText": self._code,
            f"{W}br": self._break,
        }
        self._handlers |= {
            f"{W}{name}": self._nothing for name in ("moveFrom", "rPr", "pPr", "sdtPr", "delText")
        }
        self._handlers |= {f"{W}{name}": self._sign for name in _SIGNS}

    def runs(self, paragraph: Any, style: Style | None = None) -> Runs:
        """The runs of a paragraph; its style's bold and the like hold where it is not a heading."""
        self._out = []
        look = _PLAIN
        if style is not None and (style.bold or style.italic or style.strike):
            look = Run("", bold=style.bold, italic=style.italic, strike=style.strike)
        self._children(paragraph, look)
        return joined(self._out)

    def _children(self, element: Any, look: Run) -> None:
        for child in element:
            self._handlers.get(child.tag, self._children)(child, look)

    def _nothing(self, element: Any, look: Run) -> None:
        """Properties, and what was moved elsewhere."""

    def _emit(self, text: str, look: Run) -> None:
        if text and self.fields.shown(text):
            href = self.fields.href() or look.href
            if look.strike:
                self.source.report.add(Loss.STRUCK, text)
            href = self._allowed(href) if href else ""
            self._out.append(Run(text, look.bold, look.italic, look.strike, look.code, href))

    # -- runs

    def _run(self, element: Any, look: Run) -> None:
        properties = element.find(f"{W}rPr")
        font = place = ""
        if properties is not None and len(properties):
            look, hidden = self._looks(properties, look)
            if hidden:
                self._hidden(element)
                return
            font, place = _font_and_place(properties)
        for child in element:
            if child.tag == f"{W}t":
                self._text(child, look, font, place)
            else:
                self._handlers.get(child.tag, self._children)(child, look)

    def _looks(self, properties: Any, look: Run) -> tuple[Run, bool]:
        style = self.source.styles.of(properties, "rStyle")
        looks = looks_of(properties)
        bold = looks.get("bold", style.bold or look.bold)
        italic = looks.get("italic", style.italic or look.italic)
        strike = looks.get("strike", style.strike or look.strike)
        code = style.kind == "code"
        if not look.href and _is_marked(properties):
            self.source.report.add(Loss.LOOK, whole=True)
        if (bold, italic, strike, code) != (look.bold, look.italic, look.strike, look.code):
            look = replace(look, bold=bold, italic=italic, strike=strike, code=code)
        return look, looks.get("hidden", style.hidden)

    def _text(self, element: Any, look: Run, font: str, place: str) -> None:
        text = element.text or ""
        if element.get(_SPACE) != "preserve":
            text = text.strip(" \t\r\n")
        text = text.replace("\r", " ").replace("\n", " ").replace("\t", _TAB).replace("\xad", "")
        shown = public(text, font)
        if shown is not text and shown.count(UNKNOWN) > text.count(UNKNOWN):
            self.source.report.add(Loss.SYMBOL)
        self._emit(clean(raised(shown, place) if place else shown), look)

    def _hidden(self, element: Any) -> None:
        kept, self._out = self._out, []
        for child in element:
            if child.tag == f"{W}t":
                self._text(child, _PLAIN, "", "")
            elif child.tag in (f"{W}fldChar", f"{W}instrText"):
                self._handlers[child.tag](child, _PLAIN)
        if text := "".join(run.text for run in self._out):
            self.source.report.add(Loss.HIDDEN, text)
        self._out = kept

    def _sign(self, element: Any, look: Run) -> None:
        self._emit(_SIGNS[element.tag.removeprefix(W)], look)

    def _break(self, element: Any, look: Run) -> None:
        if element.get(f"{W}type", "textWrapping") == "textWrapping":
            self._emit("\n", look)

    def _symbol(self, element: Any, look: Run) -> None:
        found = symbol(element.get(f"{W}font", ""), element.get(f"{W}char", ""))
        if found == UNKNOWN:
            self.source.report.add(Loss.SYMBOL)
        self._emit(found, look)

    def _ruby(self, element: Any, look: Run) -> None:
        base, reading = element.find(f"{W}rubyBase"), element.find(f"{W}rt")
        if base is not None:
            self._children(base, look)
        text = "".join(one.text or "" for one in reading.iter(f"{W}t")) if reading is not None else ""
        if text.strip():
            self.source.report.add(Loss.RUBY)
            self._emit(f"（{text}）", look)

    def _formula(self, element: Any, look: Run) -> None:
        text = clean(formula(element))
        self.source.report.add(Loss.FORMULA, text)
        self._emit(text, look)

    # -- links, fields, notes

    def _hyperlink(self, element: Any, look: Run) -> None:
        target = self.source.links.get(element.get(f"{R}id", ""), "")
        self._children(element, replace(look, href=target) if target else look)

    def _allowed(self, href: str) -> str:
        if _ALLOWED.match(href) and not re.search(r"[\s<>]", href):
            return href
        self.source.report.add(Loss.ADDRESS, href)
        return ""

    def _field(self, element: Any, look: Run) -> None:
        self.fields.begin()
        self.fields.code(element.get(f"{W}instr", ""))
        self.fields.separate()
        self._children(element, look)
        self.fields.end()

    def _mark(self, element: Any, look: Run) -> None:
        match element.get(f"{W}fldCharType"):
            case "begin":
                self._emit(chosen(element), look)
                self.fields.begin()
            case "separate":
                self.fields.separate()
            case "end":
                self.fields.end()

    def _code(self, element: Any, _look: Run) -> None:
        self.fields.code(element.text or "")

    def _note(self, element: Any, look: Run) -> None:
        kind = element.tag.removeprefix(W).removesuffix("Reference")
        if number := self.source.note(kind, element.get(f"{W}id", "")):
            self._out.append(replace(look, text="", note=number, href=""))

    def _comment(self, element: Any, _look: Run) -> None:
        self.source.report.add(Loss.COMMENT, self.source.comment(element.get(f"{W}id", "")))

    # -- changes and drawings

    def _inserted(self, element: Any, look: Run) -> None:
        before = len(self._out)
        self._children(element, look)
        if text := "".join(run.text for run in self._out[before:]):
            self.source.report.add(Loss.INSERTED, text)

    def _deleted(self, element: Any, _look: Run) -> None:
        if text := "".join(one.text or "" for one in element.iter(f"{W}delText", f"{W}t")):
            self.source.report.add(Loss.DELETED, text)
        for mark in element.iter(f"{W}fldChar"):
            self._mark(mark, _PLAIN)

    def _alternative(self, element: Any, look: Run) -> None:
        if (chosen := alternative(element)) is not None:
            self._children(chosen, look)

    def _drawing(self, element: Any, look: Run) -> None:
        self._emit(self.drawings.read(element), look)


def alternative(element: Any) -> Any:
    """Of several forms of the same thing the first that holds text, else the first; None when there is none."""
    forms = [one for one in element if one.tag in (f"{MC}Choice", f"{MC}Fallback")]
    worded = (one for one in forms if next(one.iter(f"{W}t", f"{W}p"), None) is not None)
    return next(worded, forms[0] if forms else None)


def _is_marked(properties: Any) -> bool:
    """Whether characters are underlined or coloured as with a pen."""
    line, pen = properties.find(f"{W}u"), properties.find(f"{W}highlight")
    return any(one is not None and one.get(f"{W}val", "none") != "none" for one in (line, pen))


def _font_and_place(properties: Any) -> tuple[str, str]:
    font = properties.find(f"{W}rFonts")
    place = properties.find(f"{W}vertAlign")
    return (
        font.get(f"{W}ascii", "") if font is not None else "",
        place.get(f"{W}val", "") if place is not None else "",
    )
