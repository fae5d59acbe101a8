"""Documents as Word files: styles with Japanese fonts, contents, head and foot lines, tables with right widths."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from govtech.core.files import OFFICE
from govtech.core.text import clean, shorten
from govtech.documents.blocks import Document
from govtech.documents.docx_body import Body, footnotes
from govtech.documents.docx_xml import NAMESPACES, field, paragraph, run

SERIF: Final = "游明朝"
SANS: Final = "游ゴシック"
MEDIA_TYPE: Final = OFFICE[".docx"][1]
_FOLDER: Final = Path(__file__).parent / "word"
_KEPT: Final = frozenset({"styles", "settings", "numbering", "theme", "fontTable"})
_PACKAGE: Final = frozenset({"officeDocument", "core-properties", "extended-properties"})
_MARGINS: Final = (
    '<w:pgMar w:top="1418" w:right="1247" w:bottom="1247" w:left="1247" w:header="709" w:footer="567" w:gutter="0"/>'
    '<w:cols w:space="425"/>'
)
_LINES: Final = '<w:docGrid w:type="lines" w:linePitch="360"/>'
"""Lines of 18 points, which is what a Japanese page of Word has."""
_LONGEST_PROPERTY: Final = 255
_ROOT: Final = (
    f'<w:document {NAMESPACES} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15"><w:body>{content}</w:body></w:document>'
)
_PROGRAM: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>GovTech Front Osaka</Application></Properties>"
)


def write(document: Document) -> bytes:
    """The document as a .docx file."""
    return _Writer(document).written()


class _Writer:
    """One file being written."""

    def __init__(self, source: Document) -> None:
        self.source = source
        self.main = docx.Document().part
        self._links: dict[str, str] = {}
        self._edges = False

    def written(self) -> bytes:
        """The bytes of the file."""
        self._drop_what_the_blank_file_holds()
        body = Body(self.source, self._link, self._page)
        content = body.xml()
        content += self._page(body.ends_turned)
        self.main._styles_part._element = parse_xml(_read("styles"))
        self.main.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = _read("fonts")
        self.main._settings_part._element = self._settings(
            has_contents=any(True for _ in self.source.headings())
        )
        self.main.numbering_part._element = parse_xml(body.counting.xml())
        self._footnotes(body)
        self.main._element = parse_xml(_ROOT.replace("{content}", content))
        self._properties()
        target = io.BytesIO()
        self.main.package.save(target)
        return target.getvalue()

    def _page(self, turned: bool) -> str:  # noqa: FBT001
        """The properties of the pages before; the first ones name the lines at head and foot, the others take them over."""
        edges = title = ""
        turned = turned or self.source.turned
        if not self._edges:
            self._edges = True
            edges = f'<w:headerReference w:type="default" r:id="{self._edge("header")}"/>'
            edges += f'<w:footerReference w:type="default" r:id="{self._edge("footer")}"/>'
            title = "" if self.source.begins_with_text else "<w:titlePg/>"
        size = 'w:w="16838" w:h="11906" w:orient="landscape"' if turned else 'w:w="11906" w:h="16838"'
        return f"<w:sectPr>{edges}<w:pgSz {size}/>{_MARGINS}{title}{_LINES}</w:sectPr>"

    def _link(self, href: str) -> str:
        """The relation of an address."""
        if href not in self._links:
            self._links[href] = self.main.relate_to(
                clean(href), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self._links[href]

    def _drop_what_the_blank_file_holds(self) -> None:
        """The blank file of python-docx comes with a picture, old looks and data of its own."""
        for relations, kept in ((self.main.rels, _KEPT), (self.main.package.rels, _PACKAGE)):
            for key in [key for key, one in relations.items() if one.reltype.rpartition("/")[2] not in kept]:
                del relations[key]

    def _settings(self, *, has_contents: bool) -> Any:
        """Settings; where there are contents, Word asks on opening whether to bring their page numbers up to date."""
        settings = parse_xml(_read("settings"))
        if has_contents:
            spacing = settings.find(qn("w:characterSpacingControl"))
            spacing.addnext(parse_xml(f'<w:updateFields {NAMESPACES} w:val="true"/>'))
        return settings

    def _footnotes(self, body: Body) -> None:
        part = self._part("footnotes", "", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES)

        def link(href: str) -> str:
            return part.relate_to(clean(href), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

        part._blob = _whole("footnotes", footnotes(body.notes, link))

    def _edge(self, kind: str) -> str:
        """The relation of the line at the head (the title) or the foot (the page of how many) of each page."""
        if kind == "header":
            line = paragraph("Header", run(self.source.head))
            types = (CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER)
        else:
            line = paragraph("Footer", field("PAGE", "1") + run(" / ") + field("NUMPAGES", "1"))
            types = (CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER)
        part = self._part(kind, _whole({"header": "hdr", "footer": "ftr"}[kind], line), *types)
        return str(self.main.relate_to(part, types[1]))

    def _part(self, name: str, blob: bytes | str, content_type: str, relation: str) -> Part:
        blob = blob if isinstance(blob, bytes) else blob.encode()
        part = Part(PackURI(f"/word/{name}.xml"), content_type, blob, self.main.package)
        self.main.relate_to(part, relation)
        return part

    def _properties(self) -> None:
        """What the file says of itself; its day is the document's, so that the same document says the same."""
        properties = self.main.package.core_properties
        properties.title = shorten(clean(self.source.title), _LONGEST_PROPERTY)
        properties.subject = shorten(clean(self.source.subtitle), _LONGEST_PROPERTY)
        properties.language = "ja-JP" if self.source.language == "ja" else "en-US"
        properties.author = shorten(clean(self.source.author), _LONGEST_PROPERTY)
        properties.comments = properties.last_modified_by = properties.keywords = ""
        day = datetime.combine(self.source.day, time(), UTC)
        properties.created = properties.modified = day
        properties.revision = 1
        for relation in self.main.package.rels.values():
            if relation.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
                relation.target_part._blob = _PROGRAM.encode()


@cache
def _read(name: str) -> bytes:
    return (_FOLDER / f"{name}.xml").read_bytes()


def _whole(name: str, content: str) -> bytes:
    """A part as a file of its own."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{name} {NAMESPACES}>{content}</w:{name}>'
    ).encode()
