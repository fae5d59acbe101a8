"""Who reads in English is told everything in English, and what towns wrote is marked as Japanese."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.agreeing import position_services
from govtech.core.db import session, unit_of_work
from govtech.drafting import queries, services, writing
from govtech.drafting.content import Beginning
from govtech.drafting.models import Specification, Thing
from govtech.drafting.writing import Edit
from tests import people

ITEM = {"kind": "functional", "level": "mandatory", "note": "", "method": "", "remedy": "", "layers": []}
CONTENT: dict[str, Any] = {
    "sections": [
        {
            "key": "function",
            "parent": None,
            "title": "機能要件",
            "body": "窓口は{{hours}}とする。",
            "items": [{"key": "X-1", "text": "表示できること。", "condition": "1秒以内。", **ITEM}],
        }
    ],
    "parameters": [
        {
            "name": "hours",
            "label": "窓口の時間",
            "type": "text",
            "unit": "",
            "value": "9時から17時まで",
            "help": "条例で決める。",
            "choices": [],
        }
    ],
}


@pytest.fixture
def draft(database: Any) -> str:
    lead = people.actor("approver")
    people.actor("other_editor")
    with unit_of_work():
        made = services.create(lead, Beginning("施設予約", content=CONTENT), [people.OTHER_TOWN])
        position_services.agree_all(lead, made)
        writing.write(lead, made, Edit(Thing.ITEM, "X-1", {"text": "表を示すこと。"}, made.revision))
        row = queries.parameter(made, "hours")
        services.fill_locally(lead, made, row, "8時から16時まで")
        return made.id


def test_every_bracket_is_english_for_who_reads_english(draft: str, client_for: Any) -> None:
    browser = client_for("editor")
    for page in ("?edit=1&", "/positions?", "/items/X-1?", "/consultation?"):
        answer = browser.get(f"/specifications/{draft}{page}lang=en")
        assert answer.status_code == 200
        assert "（" not in answer.text, page
    with unit_of_work():
        made = session.get_one(Specification, draft)
        made.take("freeze")
        made.number = 1
    common = browser.get("/specifications/common?lang=en").text
    assert "豊中市, Version 1)" in common


def test_what_towns_wrote_is_marked_as_japanese(draft: str, client_for: Any) -> None:
    page = client_for("editor").get(f"/specifications/{draft}?lang=en").text
    for words in ("条例で決める。", "窓口の時間", "8時から16時まで"):
        assert f'<span lang="ja">{words}</span>' in page
    assert '<caption id="table-function" lang="ja">' in page
    assert 'aria-labelledby="table-function"' in page
