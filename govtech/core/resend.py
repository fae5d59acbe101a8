"""What was typed into a form that came too late, its sign-in or its page having expired: it can be sent once more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, NamedTuple

from flask import Response, make_response, render_template, request
from flask_login import current_user

FIELD: Final = "kept"
LONG: Final = 20
"""Characters from which a text is shown to its writer: shorter ones are choices and numbers."""
_OURS: Final = frozenset(
    {"csrf_token", "form_key", "then", "way", "page", "began_in", "version", "next", FIELD}
)
"""Fields in which nobody types."""


class Kept(NamedTuple):
    """A form as it was sent: its address, its fields in order, and whether files came with it, which cannot be kept."""

    path: str
    fields: Sequence[tuple[str, str]]
    files: bool = False

    @property
    def texts(self) -> list[str]:
        """What was written, to be read again."""
        return [text for name, text in self.fields if name not in _OURS and len(text) >= LONG]

    def dump(self) -> str:
        """The form in one field of another form."""
        return json.dumps(self._asdict(), ensure_ascii=False)


def sent() -> Kept | None:
    """The form of this request, when one of our own pages sent it with something typed and no password in it.

    A page of somebody else must not get its form signed by being shown here: browsers say where a form stood.
    """
    fields = list(request.form.items(multi=True)) if request.method == "POST" else []
    typed = any(text.strip() for name, text in fields if name not in _OURS)
    secret = any("password" in name for name, _text in fields)
    if not typed or secret or not _from_here():
        return None
    return Kept(
        request.full_path.rstrip("?"), [one for one in fields if one[0] != "csrf_token"], bool(request.files)
    )


def _from_here() -> bool:
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def read(text: str | None) -> Kept | None:
    """A form that `dump` put into a field; None for anything else."""
    try:
        given = json.loads(text or "")
        fields = [(str(name), str(value)) for name, value in given["fields"]]
        path = str(given["path"])
    except (ValueError, TypeError, KeyError):
        return None
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return Kept(path, fields, bool(given.get("files"))) if inside else None


def page(kept: Kept, status: int = HTTPStatus.OK) -> Response:
    """The page from which it is sent again; for those who are signed in, or need not be."""
    return make_response(render_template("resend.html", kept=kept), status)


def to_a_script() -> Response | None:
    """What a page is told that keeps what is typed by itself: only its reader can go on."""
    if request.form.get("then") != "autosave":
        return None
    status = HTTPStatus.BAD_REQUEST if current_user.is_authenticated else HTTPStatus.UNAUTHORIZED
    return make_response(render_template("resend_autosave.html"), status)
