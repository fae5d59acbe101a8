"""Chapters, sections and items change places: each move is a revision, and nothing but the order changes."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.core.db import unit_of_work
from govtech.core.errors import Conflict, Invalid, NotFound
from govtech.core.policy import Actor
from govtech.drafting import moving, queries, undoing
from tests import people
from tests.drafting import desk


@pytest.fixture
def draft(database: Any) -> str:
    return desk.draft()


@pytest.fixture
def editor(database: Any) -> Actor:
    return people.actor("editor")


def _outline(draft: str) -> list[tuple[str, str | None]]:
    return [(one["key"], one["parent"]) for one in desk.now(draft)["sections"]]


def test_chapters_move_with_their_sections(draft: str, editor: Actor) -> None:
    with unit_of_work():
        moving.move_section(editor, desk.loaded(draft), "needs", up=True)
    assert _outline(draft) == [("needs", None), ("first", "needs"), ("second", "needs"), ("aim", None)]
    with unit_of_work():
        moving.move_section(editor, desk.loaded(draft), "first", up=False)
        moving.move_section(editor, desk.loaded(draft), "aim", up=False)
    assert _outline(draft) == [("needs", None), ("second", "needs"), ("first", "needs"), ("aim", None)]
    with unit_of_work(writes=False):
        assert desk.loaded(draft).revision == 3, "what is last already does not move"


def test_sections_go_into_other_chapters_and_become_chapters(draft: str, editor: Actor) -> None:
    with unit_of_work():
        moving.place_section(editor, desk.loaded(draft), "first", "aim")
    assert _outline(draft) == [("aim", None), ("first", "aim"), ("needs", None), ("second", "needs")]
    with unit_of_work():
        moving.place_section(editor, desk.loaded(draft), "second", None)
        moving.place_section(editor, desk.loaded(draft), "needs", "second")
    assert _outline(draft) == [("aim", None), ("first", "aim"), ("second", None), ("needs", "second")]
    assert list(desk.items_of(draft)) == [f"EA-10{n}" for n in range(1, 6)]
    with unit_of_work():
        with pytest.raises(Conflict):
            moving.place_section(editor, desk.loaded(draft), "second", "aim")
        with pytest.raises(Invalid):
            moving.place_section(editor, desk.loaded(draft), "first", "nowhere")
        with pytest.raises(NotFound):
            moving.move_section(editor, desk.loaded(draft), "nothing", up=True)


def test_items_move_in_their_table_and_to_other_sections(draft: str, editor: Actor) -> None:
    with unit_of_work():
        moving.move_item(editor, desk.loaded(draft), "EA-103", up=True)
        moving.place_item(editor, desk.loaded(draft), "EA-101", "second")
    assert list(desk.items_of(draft)) == ["EA-103", "EA-102", "EA-104", "EA-105"]
    assert list(desk.items_of(draft, "second")) == ["EA-201", "EA-101"]
    with unit_of_work():
        undoing.restore(editor, desk.loaded(draft), 1, desk.loaded(draft).revision)
    assert list(desk.items_of(draft)) == [f"EA-10{n}" for n in range(1, 6)]
    with unit_of_work(writes=False):
        whys = [row.why for row in queries.revisions(desk.loaded(draft))]
    assert whys[1:3] == ["要件EA-101を「帳票」へ移動", "要件EA-103を移動"]


def test_the_pages_offer_buttons_and_a_list_of_places(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    start = f"/specifications/{draft}"
    reading, editing = client.get(start).text, client.get(f"{start}?edit=1").text
    assert "/sections/first/move" not in reading
    assert "/items/EA-101/edit" not in reading, "who reads is not shown tools at every place"
    assert f'action="{start}/sections/first/move"' in editing
    page = client.get(f"{start}/sections/first").text
    assert '<option value="">一つの章にする</option>' in page
    assert '<option value="aim">「目的」の中へ</option>' in page
    assert client.post(f"{start}/sections/first/move", data={"to": "aim"}).status_code == 303
    assert client.post(f"{start}/sections/first/move", data={"way": "up"}).status_code == 303
    assert '<option value="second">帳票</option>' in client.get(f"{start}/items/EA-101/edit").text
    assert client.post(f"{start}/items/EA-101/move", data={"to": "second"}).status_code == 303
    assert client.post(f"{start}/items/EA-101/move", data={"way": "up"}).status_code == 303
    assert _outline(draft)[1] == ("first", "aim")
    assert list(desk.items_of(draft, "second")) == ["EA-101", "EA-201"]
    assert client_for("company").post(f"{start}/items/EA-101/move", data={"way": "up"}).status_code == 404
