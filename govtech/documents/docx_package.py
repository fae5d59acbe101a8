"""A Word file opened with care: its parts as XML trees, nothing run, fetched or unfolded without limit."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from govtech.core.errors import Invalid
from govtech.core.files import BAD_ARCHIVE, check
from govtech.core.text import shorten
from govtech.core.words import gettext as _

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MAX_READ: Final = 64 * 1024 * 1024
"""All parts that are read, unpacked."""
MAX_PART: Final = 32 * 1024 * 1024
MAX_ELEMENTS: Final = 1_000_000
MAX_PARAGRAPHS: Final = 100_000
"""Paragraphs and runs of a part; a book of 1,000 pages has fewer."""
_REL: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CORE: Final = "{http://purl.org/dc/elements/1.1/}title"
_TIMES: Final = ("{http://purl.org/dc/terms/}modified", "{http://purl.org/dc/terms/}created")
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_STRICT_SPACES: Final = "http://purl.oclc.org/ooxml/"
_USUAL: Final = rb"http://schemas.openxmlformats.org/\1/2006/"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_PROGRAMS: Final = tuple(name.encode("utf-16-le") for name in ("\1Ole10Native", "_VBA_PROJECT"))
"""Streams of an embedded object in which files of any sort, or macros, lie."""
_RUNNING: Final = frozenset({"vbaProject", "wordVbaData", "control"})
"""Relations to what runs, whatever the name of the part."""
_HOUSEKEEPING: Final = frozenset({"attachedTemplate", "mailMergeSource", "mailMergeHeaderSource"})
_LOCAL: Final = re.compile(r"(?:file:/*)?[A-Za-z]:[\\/].*|[^\\/:]+|[^\\/:]+(?::[^\\/:]*){2,}", re.IGNORECASE)
"""A path on somebody's own disk (C:/…, Macintosh HD:…) or a mere name; no share, no address."""


class Package:
    """The parts of a Word file that hold what people wrote; Invalid with the reason when it is not to be read."""

    def __init__(self, data: bytes, name: str = "") -> None:
        name = name or _("文書.docx")
        _refuse_other_kinds(data, name)
        check(data, name if name.lower().endswith(".docx") else f"{name}.docx", only_read=True)
        self.name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except BAD_ARCHIVE:
            raise self.broken() from None
        self._left = MAX_READ
        self._names = {one.filename.replace("\\", "/").lower(): one for one in self._archive.infolist()}
        self.left_aside: list[str] = []
        """Templates and sources of mail merges on the author's own disk: nothing of the text lies there."""
        self._refuse_what_lies_elsewhere()
        self._refuse_programs()
        self.main = self._main()
        self.document = self._tree(self.main)
        if self.document is None or self.document.find(f"{W}body") is None:
            raise Invalid(_("「%(name)s」に本文がありません。Wordで開いて保存し直してください。", name=name))
        self._links = {one.get("Id", ""): one for one in self._relations(self.main)}

    def broken(self) -> Invalid:
        """What to raise for a file that nobody can read."""
        return Invalid(
            _("「%(name)s」は壊れているため読めません。Wordで開いて保存し直してください。", name=self.name)
        )

    def body(self) -> list[Any]:
        """What stands in the body of the text, or in the several that other programs write."""
        return [one for body in self.document.iterfind(f"{W}body") for one in body]

    def part(self, kind: str) -> Any:
        """The tree of the part that the text relates to as `styles`, `numbering`, `footnotes` …; None when absent."""
        return next(self.parts(kind), None)

    def parts(self, kind: str) -> Iterator[Any]:
        """The trees of every such part, broken ones left out where the text can be read without."""
        for relation in self._links.values():
            if _kind(relation) == kind and relation.get("TargetMode") != "External":
                tree = self._tree(_resolved(self.main, relation.get("Target", "")))
                if tree is not None:
                    yield tree

    def related(self, relation: str) -> Any:
        """The tree of the part with this relation, for diagrams; None when there is none."""
        found = self._links.get(relation)
        if found is None or found.get("TargetMode") == "External":
            return None
        return self._tree(_resolved(self.main, found.get("Target", "")))

    def links(self, kind: str = "") -> dict[str, str]:
        """Addresses of links by relation, of the text or of its part of this kind."""
        relations = self._links.values()
        if kind:
            part = next((one for one in relations if _kind(one) == kind), None)
            if part is None:
                return {}
            relations = list(self._relations(_resolved(self.main, part.get("Target", ""))))  # type: ignore[assignment]
        return {one.get("Id", ""): one.get("Target", "") for one in relations if _kind(one) == "hyperlink"}

    def title(self) -> str:
        """The title among the properties of the file."""
        tree = self._tree("docprops/core.xml")
        found = tree.findtext(_CORE) if tree is not None else ""
        return " ".join((found or "").split())

    def day(self) -> date | None:
        """The day on which the file says that it was last changed, or made."""
        tree = self._tree("docprops/core.xml")
        for tag in _TIMES if tree is not None else ():
            try:
                return datetime.fromisoformat((tree.findtext(tag) or "").strip()).date()
            except ValueError:
                continue
        return None

    # -- parts

    def _main(self) -> str:
        relations = self._relations("")
        targets = [one.get("Target", "") for one in relations if _kind(one) == "officeDocument"]
        found = [_resolved("", target) for target in targets]
        return next((path for path in found if path in self._names), "word/document.xml")

    def _relations(self, path: str) -> Iterator[Any]:
        folder, file = posixpath.split(path)
        tree = self._tree(posixpath.join(folder, "_rels", f"{file}.rels").lower())
        if tree is not None:
            yield from tree.iter(_REL)

    def _refuse_what_lies_elsewhere(self) -> None:
        """Only links that a reader may follow go out; pictures, templates and frames of others are not fetched."""
        for path in self._names:
            tree = self._tree(path) if path.endswith(".rels") else None
            for relation in tree.iter(_REL) if tree is not None else ():
                if _kind(relation) in _RUNNING:
                    raise self._active(_("マクロ"))
                outside = relation.get("TargetMode", "").strip().lower() == "external"
                target = relation.get("Target", "")
                if outside and _kind(relation) in _HOUSEKEEPING and _LOCAL.fullmatch(unquote(target)):
                    self.left_aside.append(target)
                elif outside and _kind(relation) != "hyperlink":
                    raise self._elsewhere(_kind(relation), shorten(target, 80))

    def _elsewhere(self, kind: str, target: str) -> Invalid:
        if kind == "attachedTemplate":
            return Invalid(
                _(
                    "「%(name)s」は外部のひな形（%(target)s）を参照しています。Wordの「開発」タブの「文書テンプレート」で「Normal」に戻し、保存し直してください。",
                    name=self.name,
                    target=target,
                )
            )
        return Invalid(
            _(
                "「%(name)s」は外部のファイル（%(target)s）を参照しています。参照を取り除き、画像は貼り付け直して保存してください。",
                name=self.name,
                target=target,
            )
        )

    def _refuse_programs(self) -> None:
        """Embedded data of other programs is left aside; whatever else calls itself such may be a program."""
        for path in self._names:
            if "oleobject" in path and not path.endswith((".rels", "/")) and not _is_data(self._raw(path)):
                raise self._active(_("埋め込みの部品（ActiveX、OLEなど）"))

    def _active(self, what: str) -> Invalid:
        return Invalid(
            _(
                "「%(name)s」には、%(what)sが含まれています。取り除いて保存し直してください。",
                name=self.name,
                what=what,
            )
        )

    def _tree(self, path: str) -> Any:
        raw = self._raw(path)
        return None if raw is None else self._parsed(raw)

    def _raw(self, path: str) -> bytes | None:
        entry = self._names.get(path.lower())
        if entry is None:
            return None
        try:
            with self._archive.open(entry) as file:
                raw = file.read(MAX_PART + 1)
        except BAD_ARCHIVE:
            raise self.broken() from None
        self._left -= len(raw)
        if len(raw) > MAX_PART or self._left < 0:
            raise self._large()
        return raw

    def _parsed(self, raw: bytes) -> Any:
        if b"<!DOCTYPE" in raw.replace(b"\0", b""):
            raise self._declares()
        if raw.count(b"<") > 2 * MAX_ELEMENTS:
            raise self._large()
        try:
            tree = etree.fromstring(raw, _parser())
            if tree.getroottree().docinfo.internalDTD is not None:
                raise self._declares()
            if any(space.startswith(_STRICT_SPACES) for space in tree.nsmap.values()):
                tree = etree.fromstring(_STRICT.sub(_USUAL, etree.tostring(tree)), _parser())
        except (etree.XMLSyntaxError, ValueError, LookupError):
            raise self.broken() from None
        if sum(1 for _one in tree.iter(f"{W}p", f"{W}r")) > MAX_PARAGRAPHS:
            raise self._large()
        return tree

    def _large(self) -> Invalid:
        return Invalid(
            _(
                "「%(name)s」は展開すると大きくなりすぎます。内容を分けて保存し直してください。",
                name=self.name,
            )
        )

    def _declares(self) -> Invalid:
        return Invalid(
            _(
                "「%(name)s」には文書以外の宣言（DTD、実体）が含まれているため、取り込みません。",
                name=self.name,
            )
        )


def _parser() -> etree.XMLParser:
    """Reads elements and text only: entities stay closed, nothing is fetched, depth and sizes are bounded."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )


def _kind(relation: Any) -> str:
    return str(relation.get("Type", "").rstrip("/").rpartition("/")[2])


def _is_data(raw: bytes | None) -> bool:
    return raw is not None and raw.startswith(_OLE) and not any(name in raw for name in _PROGRAMS)


def _resolved(base: str, target: str) -> str:
    path = target if target.startswith("/") else posixpath.join("/", posixpath.dirname(base), target)
    return posixpath.normpath(path).lstrip("/").lower()


def _refuse_other_kinds(data: bytes, name: str) -> None:
    """Say what a file is that is no .docx, so that people know what to do."""
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Invalid(
                _("「%(name)s」はパスワードで保護されています。保護を外して保存し直してください。", name=name)
            )
        raise Invalid(
            _("「%(name)s」は古いWordの形式（.doc）です。Wordで.docxとして保存し直してください。", name=name)
        )
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    kinds = {b"{\\rtf": "RTF", b"<html": "HTML", b"<!doctype html": "HTML", b"%pdf-": "PDF"}
    found = next((kind for start, kind in kinds.items() if head.startswith(start)), "")
    if data.startswith(b"PK") and b"application/vnd.oasis.opendocument" in data[:200]:
        found = "OpenDocument"
    if found:
        raise Invalid(
            _(
                "「%(name)s」の中身は%(kind)sです。Wordで.docxとして保存し直してください。",
                name=name,
                kind=found,
            )
        )
