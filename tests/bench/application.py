"""The product and two measures to hold it against, in one server: a bare WSGI answer, and a list of 20 rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from flask import Flask, render_template_string

from govtech.app import create_app
from govtech.config import load
from govtech.core.db import make_engine
from govtech.organisations.models import LocalGovernment

Start = Callable[[str, list[tuple[str, str]]], Any]
LIST = "<!doctype html><title>List</title><ul>{% for row in rows %}<li>{{ row.name }} {{ row.kana }}</li>{% endfor %}</ul>"

settings = load()
engine = make_engine(settings.database_url)
measure = Flask("measure")
product = create_app(settings)


@measure.get("/_list")
def rows() -> str:
    """Twenty rows by SQLAlchemy Core, shown by Jinja."""
    columns = LocalGovernment.__table__.c
    with engine.connect() as connection:
        found = connection.execute(
            sa.select(columns.name, columns.kana).order_by(columns.kana).limit(20)
        ).all()
    return render_template_string(LIST, rows=found)


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Pass on to the measure or to the product."""
    match environ["PATH_INFO"]:
        case "/_bare":
            start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
            return [b"ok"]
        case "/_list":
            return measure(environ, start)
        case _:
            return product(environ, start)
