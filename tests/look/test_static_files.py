"""A style sheet that changed has another address."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, url_for

from govtech.core.static_files import mark_addresses


def address(app: Flask, **values: str) -> str:
    with app.test_request_context():
        return url_for("static", **values)


def test_the_address_follows_the_content(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("a {}")
    app = Flask("stage", static_folder=str(tmp_path), static_url_path="/static")
    mark_addresses(app)
    first = address(app, filename="a.css")
    assert address(app, filename="a.css") == first
    with app.test_client().get(first) as answer:
        assert answer.text == "a {}"
    sheet.write_text("a { color: red }")
    assert address(app, filename="a.css") != first


def test_what_is_not_there_has_its_plain_address(tmp_path: Path) -> None:
    app = Flask("stage", static_folder=str(tmp_path), static_url_path="/static")
    mark_addresses(app)
    assert address(app, filename="b.css") == "/static/b.css"
    assert address(app, filename="") == "/static/"
