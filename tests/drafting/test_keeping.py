"""What is typed and not saved is its writer's own: kept, offered again, merged from where it began, and swept."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import session, unit_of_work
from govtech.core.policy import SYSTEM
from govtech.drafting import queries, shaping, unsaved, writing
from govtech.drafting.models import Thing
from govtech.drafting.unsaved import Sheet, Spot, Unsaved
from govtech.drafting.writing import Edit
from tests import people
from tests.drafting import desk

PAGES = {
    "sections/aim": ("body", "書きかけの本文"),
    "items/EA-101/edit": ("text", "書きかけの要件"),
    "sections/first/table": ("text-EA-102", "書きかけの行"),
    "values": ("value-users", "24681"),
}


@pytest.fixture
def draft(database: Any) -> str:
    people.user("other_editor")
    people.user("approver")
    return desk.draft()


def _auto(client: Any, draft: str, path: str, form: desk.Form) -> Any:
    return client.post(f"/specifications/{draft}/{path}", data={**form, "then": "autosave"})


@pytest.mark.parametrize("path", PAGES)
def test_what_is_typed_waits_for_its_writer_alone_and_is_gone_once_saved(
    draft: str, client_for: Any, path: str
) -> None:
    name, text = PAGES[path]
    client = client_for("editor")
    page = f"/specifications/{draft}/{path}"
    assert "data-autosave" in client.get(page).text
    form = desk.opened(client, draft, path) | {name: text}
    kept = _auto(client, draft, path, form)
    assert kept.status_code == 200
    assert "data-version" in kept.text
    with unit_of_work(writes=False):
        assert desk.loaded(draft).revision == 1, "a copy is no revision"
    waiting = client.get(page).text
    assert "書きかけを続ける" in waiting
    assert "data-autosave" not in waiting, "a fresh page does not overwrite the copy"
    assert desk.typed(waiting)[name] != [text]
    assert "書きかけがあります" in client.get(f"/specifications/{draft}").text
    for other in map(client_for, ("approver", "other_editor")):
        for seen in (page, f"/specifications/{draft}"):
            shown = other.get(seen).text
            assert text not in shown
            assert "書きかけ" not in shown
    again = desk.typed(client.get(f"{page}?go_on=1").text)
    assert again[name] == [text]
    assert client.post(page, data=again).status_code == 303
    assert "書きかけを続ける" not in client.get(page).text
    late = _auto(client, draft, path, again)
    assert late.status_code == 409, "what was on its way when it was saved does not come back"
    assert "書きかけを続ける" not in client.get(page).text


def test_going_on_merges_from_where_it_began(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    body = "利用者は{{users}}である。住民が使う。"
    form = desk.opened(client, draft, "sections/aim") | {"body": f"{body}夜も使う。"}
    _auto(client, draft, "sections/aim", form)
    other = people.actor("other_editor")
    with unit_of_work():
        edit = Edit(Thing.SECTION, "aim", {"body": f"はじめに。{body}"}, 1)
        writing.write(other, desk.loaded(draft), edit)
    page = f"/specifications/{draft}/sections/aim"
    again = desk.typed(client.get(f"{page}?go_on=1").text)
    assert again["began_in"] == ["1"]
    answer = client.post(page, data=again)
    assert "ほかの人が変えたところも、一緒に入っています" in client.get(answer.location).text
    assert desk.now(draft)["sections"][0]["body"] == f"はじめに。{body}夜も使う。"


def test_a_copy_is_thrown_away_or_replaced_only_by_its_own_page(draft: str, client_for: Any) -> None:
    client, path = client_for("editor"), "items/EA-101/edit"
    first = desk.opened(client, draft, path) | {"text": "一つ目の画面"}
    second = desk.opened(client, draft, path) | {"text": "二つ目の画面"}
    assert _auto(client, draft, path, first).status_code == 200
    assert _auto(client, draft, path, second).status_code == 409
    assert _auto(client, draft, path, first | {"text": "一つ目の続き"}).status_code == 200
    assert client.post(f"/specifications/{draft}/{path}", data=second).status_code == 303
    copied = desk.typed(client.get(f"/specifications/{draft}/{path}?go_on=1").text)
    assert copied["text"] == ["一つ目の続き"], "saving one page leaves the copy of another"
    answer = client.post(f"/specifications/{draft}/writing/item/EA-101/discard")
    assert "書きかけを捨てました" in client.get(answer.location).text
    assert _auto(client, draft, path, first).status_code == 409
    with unit_of_work(writes=False):
        assert session.scalars(sa.select(Unsaved.typed)).all() == [{}]
    assert client.post(f"/specifications/{draft}/writing/item/none/discard").status_code == 404
    assert _auto(client, draft, "items/none/edit", first).status_code == 404
    assert client_for("company").post(f"/specifications/{draft}/{path}", data=first).status_code == 404


def test_a_text_whose_place_is_gone_or_fixed_stays_on_the_page(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    path = f"/specifications/{draft}/items/EA-101/edit"
    form = desk.opened(client, draft, "items/EA-101/edit") | {"text": "消えた要件への文"}
    title = desk.opened(client, draft, "sections/aim") | {"title": "", "body": "題名のない文"}
    wrong = client.post(f"/specifications/{draft}/sections/aim", data=title)
    assert wrong.status_code == 422
    assert desk.typed(wrong.text)["page"] == title["page"], "the copy of the page goes on after a refusal"
    with unit_of_work():
        shaping.remove_item(people.actor("other_editor"), desk.loaded(draft), "EA-101")
    answer = client.post(path, data=form)
    assert answer.status_code == 422
    assert "ほかの人がこの場所を消しました" in answer.text
    assert desk.typed(answer.text)["text"] == ["消えた要件への文"]
    with unit_of_work():
        desk.loaded(draft).take("freeze")
    answer = client.post(f"/specifications/{draft}/sections/aim", data=title | {"title": "題名"})
    assert answer.status_code == 422
    assert desk.typed(answer.text)["body"] == ["題名のない文"]


def test_copies_that_nobody_comes_back_to_are_swept(draft: str, frozen: Any) -> None:
    editor, spot = people.actor("editor"), Spot(Sheet.SECTION, "aim")
    with unit_of_work():
        assert unsaved.keep(editor, desk.loaded(draft), spot, "p1", {"body": ["古い"]})
        unsaved.close(editor, desk.loaded(draft), Spot(Sheet.ITEM, "EA-101"), "p2")
    with unit_of_work():
        assert unsaved.sweep(SYSTEM) == 0
    frozen.move(days=2)
    with unit_of_work():
        assert unsaved.sweep(SYSTEM) == 1
    frozen.move(days=87)
    with unit_of_work():
        assert unsaved.sweep(SYSTEM) == 0
        assert [row.sheet for row in unsaved.copies(editor, desk.loaded(draft))] == [Sheet.SECTION]
    frozen.move(days=2)
    with unit_of_work():
        assert unsaved.sweep(SYSTEM) == 1
        assert unsaved.copies(editor, desk.loaded(draft)) == []
    assert now().year == 2027


def test_two_people_in_the_same_place_are_warned_of_each_other(draft: str, client_for: Any) -> None:
    first, second = client_for("editor"), client_for("other_editor")
    start = f"/specifications/{draft}/writing"
    assert first.post(f"{start}/item/EA-101/here").status_code == 200
    same, other = "いま同じところを開いて書いています", "ほかのところを書いている人"
    for place in ("item/EA-101", "table/first"):
        assert same in second.post(f"{start}/{place}/here").text
    for place in ("item/EA-102", "table/second", "section/first", "values/all"):
        shown = second.post(f"{start}/{place}/here").text
        assert other in shown
        assert same not in shown
    second.post(f"{start}/table/first/here")
    warned = first.get(f"/specifications/{draft}/items/EA-101/edit").text
    assert same in warned
    assert "試験 other_editor" in warned
    form = desk.opened(second, draft, "sections/first/table")
    second.post(f"/specifications/{draft}/sections/first/table", data=form)
    assert same not in first.get(f"/specifications/{draft}/items/EA-101/edit").text, "who saved is gone"
    assert second.post(f"{start}/item/none/here").status_code == 404
    with unit_of_work(writes=False):
        assert len(queries.present(desk.loaded(draft), people.actor("approver"))) == 1
