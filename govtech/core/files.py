"""Uploaded files: checked by what they contain, kept under their hash, always handed out as attachments."""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from govtech.core.errors import Invalid
from govtech.core.text import clean
from govtech.core.words import gettext as _

MAX_SIZE = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 5000
MAX_RATIO = 200
NAME_LENGTH = 120
DICTIONARY_LENGTH = 400
OFFICE = {
    ".docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
SIGNATURES = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
PLAIN = {".csv": "text/csv", ".txt": "text/plain", ".md": "text/markdown"}
ACCEPTED = (*SIGNATURES, *OFFICE, *PLAIN)
_OUTDATED = {".doc": ("Word", ".docx"), ".xls": ("Excel", ".xlsx"), ".ppt": ("PowerPoint", ".pptx")}
_WITH_MACROS = {".docm": ("Word", ".docx"), ".xlsm": ("Excel", ".xlsx"), ".pptm": ("PowerPoint", ".pptx")}
_ACTIVE_PDF = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])"
)
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_STREAM = re.compile(rb"stream\r?\n")
_REMOTE = re.compile(rb"(?:attachedTemplate|oleObject|frame|subDocument)\"", re.IGNORECASE)
_MACRO_PARTS = ("vbaproject", "macrosheets", "customui")
_OBJECT_PARTS = ("activex", "oleobject")
BAD_ARCHIVE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    ValueError,
    LookupError,
    ArithmeticError,
    EOFError,
    OSError,
    RuntimeError,
)
"""What a broken archive may raise while it is read."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_UNPRINTED = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: its hash is its place."""

    sha256: str
    size: int
    media_type: str
    name: str


class FileStore:
    """A folder of files named by the SHA-256 of their content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where a file lies."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError(sha256)
        return self.folder / sha256[:2] / sha256

    def store(self, stream: BinaryIO, filename: str) -> StoredFile:
        """Check and keep an upload; Invalid with the reason when it is refused."""
        content = stream.read(MAX_SIZE + 1)
        name = safe_name(filename)
        media_type = check(content, name)
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=target.parent)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        return StoredFile(sha256, len(content), media_type, name)


def safe_name(filename: str) -> str:
    """The name without folders, controls and characters that file systems refuse."""
    base = re.split(r"[/\\]", clean(filename))[-1]
    base = re.sub(r'[<>:"|?*\n\t]', "_", base).strip(" .") or "file"
    if _RESERVED.fullmatch(base):
        base = "_" + base
    stem, dot, ending = base.rpartition(".")
    return base if len(base) <= NAME_LENGTH else stem[: NAME_LENGTH - len(ending) - 1] + dot + ending


def check(content: bytes, name: str, *, only_read: bool = False) -> str:
    """The media type of acceptable content; Invalid says what is wrong and what to do.

    `only_read`: the text is taken and the file handed to nobody, so that whoever reads it decides about embedded
    objects, templates and encodings.
    """
    ending = Path(name).suffix.lower()
    if not content:
        raise Invalid(_("「%(name)s」は空のファイルです。内容のあるファイルを選んでください。", name=name))
    if len(content) > MAX_SIZE:
        raise Invalid(
            _(
                "「%(name)s」が大きすぎます。%(mb)sMB以内にしてください。",
                name=name,
                mb=MAX_SIZE // 1024 // 1024,
            )
        )
    if ending in OFFICE:
        return _check_office(content, name, ending, only_read=only_read)
    if ending in SIGNATURES:
        start, media_type = SIGNATURES[ending]
        if not content.startswith(start):
            raise Invalid(
                _("「%(name)s」の中身が拡張子と合いません。正しい形式で保存し直してください。", name=name)
            )
        if ending == ".pdf" and _is_active(content):
            raise Invalid(
                _(
                    "「%(name)s」にはスクリプトや埋め込みファイルが含まれています。取り除いてから添付してください。",
                    name=name,
                )
            )
        return media_type
    if ending in PLAIN:
        return PLAIN[ending] if only_read else _check_plain(content, name, ending)
    raise Invalid(_other_kind(name, ACCEPTED))


def check_kind(name: str, taken: Sequence[str]) -> None:
    """Refuse a file whose name ends otherwise than this page takes (".docx", ".md"); Invalid says what it takes."""
    if Path(name).suffix.lower() not in taken:
        raise Invalid(_other_kind(name, taken))


def _other_kind(name: str, taken: Sequence[str]) -> str:
    """Why such a file is not taken, and how to make one that is."""
    ending = Path(name).suffix.lower()
    program, newer = _OUTDATED.get(ending, ("", ""))
    if newer in taken:
        return _(
            "「%(name)s」は古い形式（%(old)s）なので、読めません。%(program)sで開き、「%(new)s」で保存し直してください。",
            name=name,
            old=ending,
            program=program,
            new=newer,
        )
    program, newer = _WITH_MACROS.get(ending, ("", ""))
    if newer in taken:
        return _(
            "「%(name)s」はマクロを含む形式（%(old)s）なので、受け付けません。%(program)sで開き、マクロのない「%(new)s」で保存し直してください。",
            name=name,
            old=ending,
            program=program,
            new=newer,
        )
    return _("「%(name)s」の形式は使えません。ここで使える形式：%(kinds)s", name=name, kinds="、".join(taken))


def _check_plain(content: bytes, name: str, ending: str) -> str:
    for encoding in () if content.startswith(_UTF16) else ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _UNPRINTED.search(text):
            return PLAIN[ending]
    raise Invalid(_("「%(name)s」は文字のファイルとして読めません。UTF-8で保存し直してください。", name=name))


def _is_active(content: bytes) -> bool:
    """Whether a PDF holds a script, a program or files, names written with # and packed objects included."""
    return any(
        _ACTIVE_PDF.search(_PDF_ESCAPE.sub(_unescaped, part)) for part in (content, *_unpacked(content))
    )


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The packed streams of a PDF as far as they are text: objects lie in them, pictures and fonts are left out."""
    left = MAX_UNPACKED
    for found in _PDF_STREAM.finditer(content):
        if b"/ObjStm" not in content[max(0, found.start() - DICTIONARY_LENGTH) : found.start()]:
            continue
        try:
            end = content.find(b"endstream", found.end())
            part = zlib.decompressobj().decompress(content[found.end() : end], min(left, MAX_SIZE))
        except zlib.error:
            continue
        left -= len(part)
        yield part
        if left <= 0:
            return


def _check_office(content: bytes, name: str, ending: str, *, only_read: bool) -> str:
    folder, media_type = OFFICE[ending]
    broken = Invalid(
        _("「%(name)s」は壊れているか、パスワードで保護されています。保存し直してください。", name=name)
    )
    large = Invalid(
        _("「%(name)s」は展開すると大きくなりすぎます。内容を分けて保存し直してください。", name=name)
    )
    if content.count(b"PK\x01\x02") > MAX_ENTRIES:
        raise large
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename.replace("\\", "/"): entry for entry in entries}
            folders = {entry.partition("/")[0].lower() + "/" for entry in names}
            if folder not in folders or "[Content_Types].xml" not in names:
                raise Invalid(
                    _("「%(name)s」の中身が拡張子と合いません。正しい形式で保存し直してください。", name=name)
                )
            if _grows_too_much(entries, len(content)):
                raise large
            if any(".." in entry.split("/") or entry.startswith("/") for entry in names):
                raise broken
            if len({entry.lower() for entry in names}) < len(entries):
                raise broken  # two parts of one name: each program would read another
            active = _active_part(archive, names, only_read=only_read)
    except BAD_ARCHIVE:
        raise broken from None
    if active:
        raise Invalid(
            _(
                "「%(name)s」には、%(what)sが含まれています。取り除いて保存し直してください。",
                name=name,
                what=active,
            )
        )
    return media_type


def _grows_too_much(entries: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """Whether unpacking would fill a disk; entries that overlap add up to more than the file."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    shared = len({entry.header_offset for entry in entries}) < len(entries)
    too_many = len(entries) > MAX_ENTRIES
    return too_many or shared or packed > size or unpacked > min(MAX_UNPACKED, MAX_RATIO * size)


def _active_part(archive: zipfile.ZipFile, names: Mapping[str, zipfile.ZipInfo], *, only_read: bool) -> str:
    """What in a document runs or is fetched, by the names of its parts or by what it declares them to be; "" for nothing."""
    declared = _part(archive, names["[Content_Types].xml"]).lower()
    parts = "\n".join(names).lower()
    if (
        any(word in parts for word in _MACRO_PARTS)
        or b"macroenabled" in declared
        or b"vbaproject" in declared
    ):
        return _("マクロ")
    objects = "activex" in parts if only_read else any(word in parts for word in _OBJECT_PARTS)
    if objects or b"activex" in declared:
        return _("埋め込みの部品（ActiveX、OLEなど）")
    if only_read:
        return ""
    links = (_part(archive, entry) for name, entry in names.items() if name.endswith(".rels"))
    if any(_REMOTE.search(rels) and b"External" in rels for rels in links):
        return _("外部のひな形や部品への参照")
    return ""


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A small part of an archive; one that is larger than it says is broken."""
    with archive.open(entry) as file:
        return file.read(MAX_SIZE)
