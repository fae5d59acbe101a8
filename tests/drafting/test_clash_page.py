"""The page on which a clash is settled: nothing typed is lost, both writers are named, and there is a way on."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.core.db import unit_of_work
from govtech.drafting import queries, shaping, writing
from govtech.drafting.models import Thing
from govtech.drafting.writing import Edit
from tests import people
from tests.drafting import desk


@pytest.fixture
def draft(database: Any) -> str:
    people.user("other_editor")
    return desk.draft()


def _clash(draft: str, key: str = "EA-101", **fields: tuple[str, str]) -> str:
    """Two people change the same field of an item; the clash of the second, its page below the specification."""
    for who, place in (("editor", 0), ("other_editor", 1)):
        with unit_of_work():
            values = {name: typed[place] for name, typed in fields.items()}
            writing.write(people.actor(who), desk.loaded(draft), Edit(Thing.ITEM, key, values, 1))
    with unit_of_work(writes=False):
        (clash,) = queries.clashes(desk.loaded(draft))
        return f"clashes/{clash.id}"


def test_who_is_late_gets_the_own_text_back_beside_the_text_as_it_is_now(draft: str, client_for: Any) -> None:
    page = _clash(draft, text=("先の文。", "後の文。"))
    first, second = client_for("editor"), client_for("other_editor")
    mine, theirs = desk.opened(first, draft, page), desk.opened(second, draft, page)
    shown = first.get(f"/specifications/{draft}/{page}").text
    for who in ("editor", "other_editor"):
        assert f"{people.actor(who).name}さん" in shown
    address = f"/specifications/{draft}/{page}"
    assert first.post(address, data=mine | {"text": "決めた文。"}).status_code == 303
    answer = second.post(address, data=theirs | {"text": "私が打った文。"})
    assert answer.status_code == 409
    for text in ("私が打った文。", "決めた文。", "さんが先に解決しました", "#EA-101"):
        assert text in answer.text
    assert desk.items_of(draft)["EA-101"]["text"] == "決めた文。"
    assert "#EA-101" in first.get(address).text, "a settled clash has a way on"


def test_no_text_is_refused_at_the_field_unless_one_side_took_it_out(draft: str, client_for: Any) -> None:
    page, client = _clash(draft, text=("先の文。", "後の文。")), client_for("editor")
    form = desk.opened(client, draft, page)
    answer = client.post(f"/specifications/{draft}/{page}", data=form | {"text": " "})
    assert answer.status_code == 422
    assert "残す文を入力してください。" in answer.text
    assert 'href="#text"' in answer.text
    assert "※必須" in answer.text
    assert desk.items_of(draft)["EA-101"]["text"] == "先の文。"


def test_a_choice_is_settled_by_choosing(draft: str, client_for: Any) -> None:
    page, client = _clash(draft, level=("optional", "recommended")), client_for("editor")
    shown = client.get(f"/specifications/{draft}/{page}").text
    assert ">optional" not in shown, "people read words, not codes"
    form = desk.opened(client, draft, page) | {"text": "recommended"}
    assert client.post(f"/specifications/{draft}/{page}", data=form).status_code == 303
    assert desk.items_of(draft)["EA-101"]["level"] == "recommended"


def test_a_clash_of_a_removed_place_names_nobody_who_settled_it(draft: str, client_for: Any) -> None:
    page, client = _clash(draft, text=("先の文。", "後の文。")), client_for("other_editor")
    form = desk.opened(client, draft, page)
    with unit_of_work():
        shaping.remove_item(people.actor("editor"), desk.loaded(draft), "EA-101")
    shown = client.get(f"/specifications/{draft}/{page}").text
    assert "場所が消されたため" in shown
    assert "に解決しました" not in shown
    answer = client.post(f"/specifications/{draft}/{page}", data=form | {"text": "私の文。"})
    assert answer.status_code == 409
    assert "私の文。" in answer.text
