"""A form is carried out once: each carries a key, and the same form sent again gets the answer of the first time."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from http import HTTPStatus

import sqlalchemy as sa
from flask import Flask, Response, flash, g, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.clock import now
from govtech.core.db import Base, forget, insert_ignoring, session
from govtech.core.policy import Actor

FIELD = "form_key"
KEPT = timedelta(days=1)
LONGEST = 64


class UsedForm(Base):
    """A form that was sent: where it led to, and what was said; written in the transaction that carried it out."""

    __tablename__ = "used_form"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(default=now, index=True)
    location: Mapped[str] = mapped_column(sa.Text, default="")
    said: Mapped[list[str]] = mapped_column(default=list)


def watch(app: Flask) -> None:
    """Let the application carry out each form once; to be called after everything that may refuse a request."""
    app.before_request(_claim)
    app.after_request(_keep)


def _claim() -> ResponseReturnValue | None:
    """Take the form's key, or answer as the first time.

    The key is written in the transaction of the act itself. Who comes second waits for the first: on SQLite for the
    write lock, on PostgreSQL at the key's row. Was the first refused, its key went with it and the second is the first.
    """
    key = request.form.get(FIELD, "") if request.method == "POST" else ""
    if not key or len(key) > LONGEST:
        return None
    row_id = _identity(key)
    if _inserted(row_id):
        g.used_form = row_id, cookie.get("_user_id")
        return None
    used = session.get_one(UsedForm, row_id)
    for message in used.said:
        flash(message, "done")
    return redirect(used.location, HTTPStatus.SEE_OTHER)


def _inserted(row_id: str) -> bool:
    mine = secrets.token_hex(8)
    insert_ignoring(UsedForm, [{"id": row_id, "location": mine, "said": [], "used_at": now()}])
    return session.scalar(sa.select(UsedForm.location).where(UsedForm.id == row_id)) == mine


def _keep(response: Response) -> Response:
    """Remember where the form led to. An answer that leads nowhere is no act, and may be asked for again.

    Nor is signing in or out remembered: the cookie that does it comes with each answer.
    """
    row_id, visitor = g.pop("used_form", (None, None))
    refused = response.status_code >= HTTPStatus.BAD_REQUEST
    if row_id is None or (refused and not g.get("keep_refusal")):
        return response
    row = UsedForm.id == row_id
    if response.location and cookie.get("_user_id") == visitor:
        said = [text for kind, text in cookie.get("_flashes", ()) if kind == "done"]
        session.execute(sa.update(UsedForm).where(row).values(location=response.location, said=said))
    else:
        session.execute(sa.delete(UsedForm).where(row))
    return response


def _identity(key: str) -> str:
    """The same form with the same content, sent by the same visitor to the same address.

    Who goes back, changes the text and sends it again has not sent it twice.
    """
    visitor = current_user.get_id() if current_user.is_authenticated else cookie.get("csrf_token", "")
    fields = sorted((name, text) for name, text in request.form.items(multi=True) if name != "csrf_token")
    files = []
    for name, file in request.files.items(multi=True):
        files.append((name, file.filename, hashlib.sha256(file.stream.read()).hexdigest()))
        file.stream.seek(0)
    content = json.dumps([visitor, request.full_path, key, fields, sorted(files)])
    return hashlib.sha256(content.encode()).hexdigest()


def sweep(_actor: Actor) -> int:
    """The clock's act: forget forms sent more than a day ago; how many."""
    return forget(UsedForm, UsedForm.used_at < now() - KEPT)
