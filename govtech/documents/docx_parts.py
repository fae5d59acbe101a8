"""What python-docx leaves to the caller: fields, links, bookmarks, numbering that starts anew, footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from govtech.documents.blocks import Run

NOTES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_NOTES_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def _part(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def field(line: Any, code: str, shown: str | None) -> None:
    """A field with what it shows until it is brought up to date; left open when `shown` is None."""
    for kind in ("begin", "code", "separate"):
        run = line.add_run()._r
        if kind == "code":
            text = _part("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run.append(text)
        else:
            run.append(_part("w:fldChar", fldCharType=kind))
    if shown is not None:
        line.add_run(shown)
        line.add_run()._r.append(_part("w:fldChar", fldCharType="end"))


def hyperlink(line: Any, text: str, *, href: str = "", anchor: str = "") -> None:
    """A link to an address, or to a bookmark of the document itself."""
    link = OxmlElement("w:hyperlink")
    if anchor:
        link.set(qn("w:anchor"), anchor)
    else:
        link.set(qn("r:id"), line.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    made = line.add_run(text)
    if href:
        made.underline = True
    link.append(made._r)
    line._p.append(link)


def bookmark(line: Any, name: str, number: int) -> None:
    """Mark a paragraph, so that links and the contents find it."""
    begin = _part("w:bookmarkStart", id=str(number), name=name)
    line._p.insert(1 if line._p.pPr is not None else 0, begin)
    line._p.append(_part("w:bookmarkEnd", id=str(number)))


def add_numbering(file: Any, ordered: bool, start: int, depth: int) -> int:  # noqa: FBT001
    """A numbering of its own for one list, so that it begins at `start`; its number."""
    numbering = file.part.numbering_part.element
    abstract = _next_abstract(numbering)
    if ordered:
        shape, text = "decimal", "(%1)" if depth else "%1."
    else:
        shape, text = "bullet", "・"
    made = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    )
    numbers = numbering.findall(qn("w:num"))
    if numbers:
        numbers[0].addprevious(made)
    else:
        numbering.append(made)
    return int(numbering.add_num(abstract).numId)


def _next_abstract(numbering: Any) -> int:
    known = [int(one.get(qn("w:abstractNumId"))) for one in numbering.findall(qn("w:abstractNum"))]
    return max(known, default=0) + 1


def repeat_as_head(row: Any) -> None:
    """Repeat a row at the head of every page that the table goes over, and do not break it."""
    properties = row._tr.get_or_add_trPr()
    properties.append(_part("w:cantSplit"))
    properties.append(_part("w:tblHeader"))


def shade(cell: Any, colour: str) -> None:
    """Colour the ground of a cell."""
    cell._tc.get_or_add_tcPr().append(_part("w:shd", val="clear", color="auto", fill=colour))


def note_reference(line: Any, number: int) -> None:
    """The mark of a footnote."""
    run = line.add_run()
    run.font.superscript = True
    run._r.append(_part("w:footnoteReference", id=str(number)))


def write_notes(file: Any, notes: Sequence[Sequence[Run]]) -> None:
    """The part that holds the footnotes, numbered from 1; nothing when there are none."""
    if not notes:
        return
    rows = [
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>',
        (
            '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
            "</w:footnote>"
        ),
    ]
    for number, runs in enumerate(notes, 1):
        text = escape("".join(run.text for run in runs))
        rows.append(
            f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            f'<w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
        )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>{"".join(rows)}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), _NOTES_TYPE, xml.encode(), file.part.package)
    file.part.relate_to(part, NOTES)
