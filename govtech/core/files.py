"""Uploaded files: checked by what they contain, kept under their hash, always handed out as attachments."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zipfile
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
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|OpenAction\s*<<)[\s(/<\[]")


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
    stem, dot, ending = base.rpartition(".")
    return base if len(base) <= NAME_LENGTH else stem[: NAME_LENGTH - len(ending) - 1] + dot + ending


def check(content: bytes, name: str) -> str:
    """The media type of acceptable content; Invalid says what is wrong and what to do."""
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
        return _check_office(content, name, ending)
    if ending in SIGNATURES:
        start, media_type = SIGNATURES[ending]
        if not content.startswith(start):
            raise Invalid(
                _("「%(name)s」の中身が拡張子と合いません。正しい形式で保存し直してください。", name=name)
            )
        if ending == ".pdf" and _ACTIVE_PDF.search(content):
            raise Invalid(
                _(
                    "「%(name)s」にはスクリプトや埋め込みファイルが含まれています。取り除いてから添付してください。",
                    name=name,
                )
            )
        return media_type
    if ending in PLAIN:
        return _check_plain(content, name, ending)
    raise Invalid(
        _("「%(name)s」の形式は添付できません。使える形式：%(kinds)s", name=name, kinds="、".join(ACCEPTED))
    )


def _check_plain(content: bytes, name: str, ending: str) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return PLAIN[ending]
    raise Invalid(_("「%(name)s」は文字のファイルとして読めません。UTF-8で保存し直してください。", name=name))


def _check_office(content: bytes, name: str, ending: str) -> str:
    folder, media_type = OFFICE[ending]
    try:
        with tempfile.SpooledTemporaryFile() as file:
            file.write(content)
            with zipfile.ZipFile(file) as archive:
                entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Invalid(
            _("「%(name)s」は壊れているか、パスワードで保護されています。保存し直してください。", name=name)
        ) from None
    names = {entry.filename for entry in entries}
    if not any(entry.startswith(folder) for entry in names) or "[Content_Types].xml" not in names:
        raise Invalid(
            _("「%(name)s」の中身が拡張子と合いません。正しい形式で保存し直してください。", name=name)
        )
    if any("vbaproject" in entry.lower() or "activex" in entry.lower() for entry in names):
        raise Invalid(
            _("「%(name)s」にはマクロが含まれています。マクロのない形式で保存し直してください。", name=name)
        )
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * len(content):
        raise Invalid(
            _("「%(name)s」は展開すると大きくなりすぎます。内容を分けて保存し直してください。", name=name)
        )
    return media_type
