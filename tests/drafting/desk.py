"""A draft to write on, and its pages filled in as a browser would send them."""

from __future__ import annotations

import html
import re
from typing import Any

from govtech.core.db import session, unit_of_work
from govtech.drafting import queries, services
from govtech.drafting.content import Beginning, Plain
from govtech.drafting.models import Specification
from tests import people

_FIELD = re.compile(
    r'<input[^>]*\bname="(?P<input>[^"]+)"[^>]*>|<textarea[^>]*\bname="(?P<area>[^"]+)"[^>]*>(?:\r?\n)?(?P<text>.*?)</textarea>'
    r'|<select[^>]*\bname="(?P<list>[^"]+)"[^>]*>(?P<options>.*?)</select>',
    re.DOTALL,
)
Form = dict[str, Any]


def item(key: str, text: str, **more: Any) -> Plain:
    """An item of a content."""
    return {
        "key": key,
        "kind": "functional",
        "level": "mandatory",
        "text": text,
        "condition": "",
        "note": "",
        "method": "",
        "remedy": "",
        "layers": [],
        **more,
    }


def section(key: str, title: str, items: list[Plain], parent: str | None = None, body: str = "") -> Plain:
    """A section of a content."""
    return {"key": key, "parent": parent, "title": title, "body": body, "items": items}


def value(name: str, label: str, kind: str = "text", filled: str = "", unit: str = "") -> Plain:
    """A parameter of a content."""
    return {
        "name": name,
        "label": label,
        "type": kind,
        "unit": unit,
        "value": filled,
        "help": "",
        "choices": [],
    }


def content() -> Plain:
    """Two chapters, one of them with two sections of items, and two values."""
    return {
        "sections": [
            section("aim", "目的", [], body="利用者は{{users}}である。住民が使う。"),
            section("needs", "要件", []),
            section(
                "first",
                "画面",
                [item(f"EA-10{n}", f"画面{n}を示すこと。操作{n}ができること。") for n in range(1, 6)],
                "needs",
            ),
            section("second", "帳票", [item("EA-201", "{{users}}の帳票を出すこと。")], "needs"),
        ],
        "parameters": [value("users", "利用者数", "integer", "1000", "人"), value("spare", "予備")],
    }


def draft(plain: Plain | None = None) -> str:
    """A draft of the home town in which the other town takes part."""
    with unit_of_work():
        beginning = Beginning("試験の仕様書", content=plain or content())
        return services.create(people.actor("editor"), beginning, [people.OTHER_TOWN]).id


def loaded(draft_id: str) -> Specification:
    """The specification in the current transaction."""
    return session.get_one(Specification, draft_id)


def now(draft_id: str) -> Plain:
    """Its text."""
    with unit_of_work(writes=False):
        return queries.content(loaded(draft_id))


def items_of(draft_id: str, key: str = "first") -> dict[str, Plain]:
    """The items of a section by their keys, in order."""
    found = next(one for one in now(draft_id)["sections"] if one["key"] == key)
    return {one["key"]: one for one in found["items"]}


def typed(page: str) -> Form:
    """The main form of a page as a browser would send it untouched (the last form with began_in)."""
    start = page.index('name="began_in"')
    body = page[page.rindex("<form", 0, start) : page.index("</form>", start)]
    form: Form = {}
    for found in _FIELD.finditer(body):
        tag = found.group(0)
        if name := found["input"]:
            if 'type="checkbox"' in tag and " checked" not in tag:
                continue
            stated = re.search(r'\bvalue="([^"]*)"', tag)
            form.setdefault(name, []).append(html.unescape(stated[1]) if stated else "")
        elif name := found["area"]:
            form[name] = [html.unescape(found["text"])]
        else:
            chosen = re.search(
                r'<option(?: value="([^"]*)")? selected>([^<]*)|<option value="([^"]*)"', found["options"]
            )
            form[found["list"]] = (
                [html.unescape(next((one for one in chosen.groups() if one is not None), ""))]
                if chosen
                else [""]
            )
    return form


def opened(client: Any, draft_id: str, path: str) -> Form:
    """A page's form, freshly opened."""
    answer = client.get(f"/specifications/{draft_id}/{path}")
    assert answer.status_code == 200, answer.status_code
    return typed(answer.text)
