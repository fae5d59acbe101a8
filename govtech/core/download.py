"""Files handed out: always to keep, never to open in the page, whatever they claim to be."""

from __future__ import annotations

import io
import re
from typing import Final
from urllib.parse import quote

from flask import Response, current_app, send_file

from govtech.core.errors import NotFound
from govtech.core.files import FileStore
from govtech.core.text import clean

LONGEST_NAME: Final = 80
"""Letters before the ending: with three bytes each that is what file systems and Windows take."""
_UNWANTED: Final = re.compile(r'[\\/:*?"<>|]+')
"""What Windows refuses in names."""
_LATIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.]*")
SANDBOX = "default-src 'none'; sandbox"


def file_store() -> FileStore:
    """The installation's store of uploaded files."""
    store: FileStore = current_app.extensions["files"]
    return store


def hand_out(sha256: str, name: str, media_type: str) -> Response:
    """The file as an attachment under its own name (RFC 5987 for Japanese ones); NotFound when it is gone."""
    path = file_store().path(sha256)
    if not path.is_file():
        raise NotFound
    response = send_file(path, mimetype=media_type, as_attachment=True, download_name=name, etag=sha256)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def disposition(name: str) -> str:
    """The header that names a file: in full (RFC 5987), and what of it is Latin for programs that read only that."""
    name = file_name(name)
    stem, dot, ending = name.rpartition(".")
    latin = "_".join(_LATIN.findall(stem)).strip(".") or "file"
    return f"attachment; filename=\"{latin}{dot}{ending}\"; filename*=UTF-8''{quote(name, safe='')}"


def file_name(name: str) -> str:
    """A name that every system takes: nothing that Windows refuses or that hides letters, and not too long."""
    whole = _UNWANTED.sub("_", " ".join(clean(name).split())).rstrip(". ")
    stem, dot, ending = whole.rpartition(".")
    if not dot:
        return whole[:LONGEST_NAME] or "file"
    return f"{stem[:LONGEST_NAME].rstrip('. ') or 'file'}.{ending[:LONGEST_NAME]}"


def hand_out_text(text: str, name: str, media_type: str) -> Response:
    """A text made for this answer, as an attachment under its own name (RFC 5987 for Japanese ones).

    The media type comes without a charset: it is always UTF-8, and the answer says so by itself.
    """
    return hand_out_bytes(text.encode(), name, media_type)


def hand_out_bytes(data: bytes, name: str, media_type: str, *, etag: str = "") -> Response:
    """A file made for this answer, as an attachment under its own name.

    With an `etag` a browser that has the same file already is told so instead of being sent it again.
    """
    response = send_file(
        io.BytesIO(data),
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        etag=etag or False,
        conditional=bool(etag),
    )
    response.headers["Content-Disposition"] = disposition(name)
    if etag:  # the reader's own browser may keep it, and asks each time; nobody between us may
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        del response.headers["Cache-Control"]  # as for every page that depends on who reads
    return response
