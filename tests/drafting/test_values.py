"""Values are filled all at once, called otherwise everywhere at once, and not taken out while the text needs them."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.agreeing import position_queries
from govtech.core.db import unit_of_work
from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import Actor
from govtech.drafting import queries, undoing, values
from govtech.drafting.values import Filled, ParameterData
from tests import people
from tests.drafting import desk

NUMBER = ParameterData("users", "利用者数", "integer", "人")


@pytest.fixture
def draft(database: Any) -> str:
    people.user("other_editor")
    return desk.draft()


@pytest.fixture
def editor(draft: str) -> Actor:
    return people.actor("editor")


def _stated(draft: str) -> dict[str, str]:
    return {one["name"]: one["value"] for one in desk.now(draft)["parameters"]}


def test_all_values_are_saved_with_one_button(draft: str, client_for: Any) -> None:
    client, page = client_for("editor"), f"/specifications/{draft}/values"
    form = desk.opened(client, draft, "values")
    assert (
        client.post(page, data=form | {"value-users": "たくさん", "value-spare": "控え"}).status_code == 422
    )
    typed = form | {"value-users": "２，０００", "value-spare": "控え", "own-users": "300"}
    answer = client.post(page, data=typed)
    assert answer.status_code == 303
    assert "3件の値を保存しました" in client.get(answer.location).text
    assert _stated(draft) == {"users": "2000", "spare": "控え"}
    other = client_for("other_editor")
    assert "300人" in other.get(page).text, "others' values stand beside"
    assert desk.opened(other, draft, "values")["own-users"] == [""]
    assert "own-users" not in client_for("coordinator").get(page).text


def test_a_value_that_somebody_else_set_is_not_overwritten_unseen(draft: str, client_for: Any) -> None:
    first, second = client_for("editor"), client_for("other_editor")
    page = f"/specifications/{draft}/values"
    mine, theirs = desk.opened(first, draft, "values"), desk.opened(second, draft, "values")
    assert second.post(page, data=theirs | {"value-users": "500", "value-spare": "他"}).status_code == 303
    answer = first.post(page, data=mine | {"value-users": "700"})
    assert answer.status_code == 422
    assert "ほかの人が「500」に変えました" in answer.text
    again = desk.typed(answer.text)
    assert (again["value-users"], again["value-spare"]) == (["700"], ["他"])
    assert first.post(page, data=again).status_code == 303
    assert _stated(draft) == {"users": "700", "spare": "他"}
    with unit_of_work(writes=False):
        assert desk.loaded(draft).revision == 4


def test_another_name_is_put_into_the_whole_text(draft: str, editor: Actor) -> None:
    other = people.actor("other_editor")
    with unit_of_work():
        values.fill_all(other, desk.loaded(draft), [], [Filled("users", "", "80")])
    with unit_of_work():
        data = ParameterData("people", "利用する人の数", "integer", "名")
        values.change(editor, desk.loaded(draft), "users", data, 1)
    plain = desk.now(draft)
    assert plain["sections"][0]["body"] == "利用者は{{people}}である。住民が使う。"
    assert desk.items_of(draft, "second")["EA-201"]["text"] == "{{people}}の帳票を出すこと。"
    assert _stated(draft) == {"people": "1000", "spare": ""}
    with unit_of_work(writes=False):
        assert desk.loaded(draft).revision == 2
        assert [tuple(row)[1:] for row in position_queries.annex(desk.loaded(draft))] == [
            ("利用する人の数", "80名")
        ]
    with unit_of_work():
        undoing.restore(editor, desk.loaded(draft), 1, desk.loaded(draft).revision)
    with unit_of_work(writes=False):
        assert [tuple(row)[1:] for row in position_queries.annex(desk.loaded(draft))] == [
            ("利用者数", "80人")
        ]
    assert desk.now(draft)["sections"][0]["body"].startswith("利用者は{{users}}")
    with unit_of_work():
        values.change(editor, desk.loaded(draft), "users", data, desk.loaded(draft).revision)
        assert len(position_queries.annex(desk.loaded(draft))) == 1


def test_what_is_used_is_not_taken_out_and_the_places_are_named(draft: str, client_for: Any) -> None:
    client, page = client_for("editor"), f"/specifications/{draft}/values"
    refused = client.post(f"{page}/users/remove")
    assert refused.status_code == 409
    assert "目的、EA-201" in refused.text
    assert "文で使われている間は消せません" in client.get(f"{page}/users").text
    assert client.post(f"{page}/spare/remove").status_code == 303
    assert list(_stated(draft)) == ["users"]
    form = {"label": "予備", "name": "spare", "type": "text"}
    assert client.post(f"{page}/new", data=form).status_code == 303
    assert list(_stated(draft)) == ["users", "spare"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Users"}, "name"),
        ({"name": "spare"}, "name"),
        ({"type": "date"}, "type"),
        ({"type": "choice", "choices": ""}, "choices"),
        ({"type": "magic"}, "type"),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(
    draft: str, client_for: Any, changes: dict[str, str], field: str
) -> None:
    client, page = client_for("editor"), f"/specifications/{draft}/values/users"
    form = {"label": "利用者数", "name": "users", "type": "integer", "unit": "人", "began_in": "1"}
    answer = client.post(page, data=form | changes)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    with unit_of_work(writes=False):
        assert desk.loaded(draft).revision == 1


def test_two_people_do_not_define_one_value_over_each_other(draft: str, editor: Actor) -> None:
    with unit_of_work():
        values.change(editor, desk.loaded(draft), "users", ParameterData("users", "人数", "integer"), 1)
        with pytest.raises(Conflict):
            values.change(editor, desk.loaded(draft), "users", NUMBER, 1)
        values.fill_all(editor, desk.loaded(draft), [Filled("users", "1000", "5")])
        values.change(editor, desk.loaded(draft), "users", NUMBER, 2)
        local = [Filled("users", "", "7")]
        values.fill_all(editor, desk.loaded(draft), [], local)
        with pytest.raises(Invalid):
            values.change(editor, desk.loaded(draft), "users", ParameterData("users", "人数", "date"), 4)
    with unit_of_work(writes=False):
        assert queries.parameter(desk.loaded(draft), "users").value == "5"


def test_what_was_typed_for_a_value_that_was_renamed_or_taken_out_meanwhile_is_not_lost(
    draft: str, editor: Actor, client_for: Any
) -> None:
    client, page = client_for("editor"), f"/specifications/{draft}/values"
    form = desk.opened(client, draft, "values") | {"value-users": "2500", "own-users": "90"}
    one = desk.opened(client, draft, "values/users") | {"label": "使う人の数"}
    with unit_of_work():
        renamed = ParameterData("people", "利用者数", "integer", "人")
        values.change(people.actor("other_editor"), desk.loaded(draft), "users", renamed, 1)
    refused = client.post(page, data=form)
    assert refused.status_code == 422
    for text in ("{{users}}に入力した「90」は、まだ保存していません", "{{users}}に入力した「2500」"):
        assert text in refused.text
    assert _stated(draft) == {"people": "1000", "spare": ""}
    answer = client.post(f"{page}/users", data=one)
    assert answer.status_code == 422
    assert "文の中での名前を変えました" in answer.text
    assert desk.typed(answer.text)["label"] == ["使う人の数"]
