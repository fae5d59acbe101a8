"""The history names places as people call them and says what changed, never a key of ours."""

from __future__ import annotations

import re
from typing import Any

import pytest

from govtech.core.db import unit_of_work
from govtech.drafting import shaping, values, writing
from govtech.drafting.models import Thing
from govtech.drafting.values import Filled
from govtech.drafting.writing import Edit
from tests import people
from tests.drafting import desk


@pytest.fixture
def draft(database: Any) -> str:
    return desk.draft()


def _edit(draft: str, thing: Thing, key: str, why: str = "", **values: str) -> None:
    editor = people.actor("editor")
    with unit_of_work():
        specification = desk.loaded(draft)
        writing.write(editor, specification, Edit(thing, key, values, specification.revision, why))


def test_the_history_says_where_and_what(draft: str, client_for: Any) -> None:
    _edit(draft, Thing.SECTION, "first", body="新しい本文。")
    _edit(draft, Thing.SECTION, "aim", why="言葉をそろえる", title="ねらい")
    _edit(draft, Thing.ITEM, "EA-101", level="optional", note="備考を足す。")
    editor = people.actor("editor")
    with unit_of_work():
        values.fill_all(editor, desk.loaded(draft), [Filled("users", "1000", "2000")])
    with unit_of_work():
        shaping.remove_section(editor, desk.loaded(draft), "aim")
    page = client_for("editor").get(f"/specifications/{draft}/revisions").text
    rows = [re.sub(r"<[^>]+>|\s+", "", row) for row in page.split("<tbody", 1)[1].split("<tr")[1:]]
    for number, place, what in (
        (0, "全体", "「ねらい」を削除"),
        (1, "利用者数", "値を「1000」から「2000」に変更"),
        (2, "EA-101", "水準を「必須」から「任意」に変更、備考を変更"),
        (3, "ねらい", "題名を「目的」から「ねらい」に変更（言葉をそろえる）"),
        (4, "1.1画面", "本文を変更"),
    ):
        assert place in rows[number]
        assert what in rows[number]
    assert ">first<" not in page
    assert ">aim<" not in page


def test_a_clash_of_a_section_is_offered_by_its_heading(draft: str, client_for: Any) -> None:
    for who, text in (("editor", "一"), ("approver", "二")):
        with unit_of_work():
            edit = Edit(Thing.SECTION, "aim", {"title": text}, 1)
            writing.write(people.actor(who), desk.loaded(draft), edit)
    page = client_for("editor").get(f"/specifications/{draft}").text
    assert "第1章　一の食い違いを解決する" in page


def test_the_history_of_one_place_shows_what_each_change_did(draft: str, client_for: Any) -> None:
    _edit(draft, Thing.ITEM, "EA-101", why="数を足す", text="画面1を3つ示すこと。")
    _edit(draft, Thing.ITEM, "EA-102", text="ほかの要件。")
    client = client_for("editor")
    link = f"/specifications/{draft}/revisions?place=item:EA-101"
    assert link in client.get(f"/specifications/{draft}/items/EA-101").text
    page = client.get(link).text
    for words in ("版2", "数を足す", "<del>", "<ins>", "revisions/2/undo", "EA-101の変更"):
        assert words in page
    assert "ほかの要件。" not in page
    assert "直されていません" in client.get(f"/specifications/{draft}/revisions?place=section:second").text
    assert client.get(f"/specifications/{draft}/revisions?place=nothing:x").status_code == 200
