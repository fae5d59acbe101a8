"""One change is taken back and what came after it stays; the way back is read before it is taken."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.core.db import unit_of_work
from govtech.core.errors import Conflict, NotFound
from govtech.core.policy import Actor
from govtech.drafting import moving, queries, shaping, undoing, values, writing
from govtech.drafting.content import Plain
from govtech.drafting.models import Thing
from govtech.drafting.undoing import without
from govtech.drafting.values import Filled
from govtech.drafting.writing import Edit
from tests import people
from tests.drafting import desk

Act = Callable[[Plain], None]


def _items(plain: Plain, key: str) -> list[Plain]:
    return next(one["items"] for one in plain["sections"] if one["key"] == key)


def _retitle(plain: Plain) -> None:
    plain["sections"][0]["title"] = "ねらい"


def _write(plain: Plain) -> None:
    plain["sections"][0]["body"] += "夜も使う。"


def _drop(plain: Plain) -> None:
    _items(plain, "first").pop(1)


def _add(plain: Plain) -> None:
    _items(plain, "second").insert(0, desk.item("EA-299", "控えを渡すこと。"))


def _turn(plain: Plain) -> None:
    _items(plain, "first").reverse()


def _move(plain: Plain) -> None:
    _items(plain, "second").append(_items(plain, "first").pop(0))


def _chapter(plain: Plain) -> None:
    plain["sections"].append(desk.section("new", "新しい章", [desk.item("NW-1", "新しいこと。")]))


def _fill(plain: Plain) -> None:
    plain["parameters"][0]["value"] = "2000"


def _value(plain: Plain) -> None:
    plain["parameters"].insert(0, desk.value("towns", "市の数"))


def _out(plain: Plain) -> None:
    """A section and its items go, its place is in the middle."""
    plain["sections"] = [one for one in plain["sections"] if one["key"] != "first"]


ACTS: tuple[Act, ...] = (_retitle, _write, _drop, _add, _turn, _move, _chapter, _fill, _value, _out)


def after(plain: Plain, *acts: Act) -> Plain:
    """The text after changes."""
    made = copy.deepcopy(plain)
    for act in acts:
        if act not in {_drop, _turn, _move} or any(one["key"] == "first" for one in made["sections"]):
            act(made)
    return made


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ACTS), unique=True, max_size=5))
def test_taking_back_the_last_change_gives_the_text_before_it(acts: list[Act]) -> None:
    before = desk.content()
    changed = after(before, *acts)
    found = without(before, changed, changed)
    assert (found.content, found.clashes, found.left) == (before, (), ())


APART = (
    (_retitle, _write),
    (_drop, _chapter),
    (_add, _retitle),
    (_move, _fill),
    (_value, _turn),
    (_out, _write),
)
"""Pairs of changes that have nothing to do with each other."""


@pytest.mark.parametrize(("first", "second"), [*APART, *((two, one) for one, two in APART)])
def test_what_came_after_it_stays(first: Act, second: Act) -> None:
    before = desk.content()
    changed = after(before, first)
    found = without(before, changed, after(changed, second))
    assert found.content == after(before, second)


def test_what_somebody_built_on_a_change_is_left() -> None:
    before = desk.content()
    changed = after(before, _chapter, _value)
    now = copy.deepcopy(changed)
    now["sections"][-1]["items"][0]["text"] = "{{towns}}で使うこと。"
    found = without(before, changed, now)
    assert found.content == now
    assert set(found.left) == {"NW-1", "新しい章", "市の数"}


@pytest.fixture
def draft(database: Any) -> str:
    people.user("other_editor")
    return desk.draft()


@pytest.fixture
def editor(draft: str) -> Actor:
    return people.actor("editor")


def _undo(who: Actor, draft: str, number: int) -> Any:
    with unit_of_work():
        specification = desk.loaded(draft)
        return undoing.undo(who, specification, number, specification.revision, "間違い")


def test_a_removed_item_comes_back_without_taking_anything_else_away(draft: str, editor: Actor) -> None:
    with unit_of_work():
        shaping.remove_item(editor, desk.loaded(draft), "EA-102")
        values.fill_all(editor, desk.loaded(draft), [Filled("users", "1000", "2000")])
        moving.move_item(editor, desk.loaded(draft), "EA-105", up=True)
    _undo(editor, draft, 2)
    assert list(desk.items_of(draft)) == ["EA-101", "EA-102", "EA-103", "EA-105", "EA-104"]
    assert desk.now(draft)["parameters"][0]["value"] == "2000"
    with unit_of_work(writes=False):
        assert queries.revisions(desk.loaded(draft))[0].why == "版2の変更を取り消す（間違い）"
    with pytest.raises(Conflict, match="もう本文に残っていません"):
        _undo(editor, draft, 2)
    with pytest.raises(NotFound):
        _undo(editor, draft, 1)


def test_what_was_rewritten_since_is_settled_by_a_person_with_both_texts(draft: str, editor: Actor) -> None:
    first, second = "画面を出すこと。", "画面を出し、音でも知らせること。"
    with unit_of_work():
        for text in (first, second):
            edit = Edit(Thing.ITEM, "EA-101", {"text": text}, desk.loaded(draft).revision)
            writing.write(editor, desk.loaded(draft), edit)
    saved = _undo(editor, draft, 2)
    assert desk.items_of(draft)["EA-101"]["text"] == second
    (clash,) = saved.clashes
    assert (clash.base, clash.theirs) == (first, second)
    assert clash.ours == desk.content()["sections"][2]["items"][0]["text"]


def test_the_pages_ask_before_they_go_back_and_once_more_when_the_text_changed(
    draft: str, editor: Actor, client_for: Any
) -> None:
    client, start = client_for("editor"), f"/specifications/{draft}/revisions"
    for act, words in (("2/undo", "版2の変更を取り消す"), ("1/restore", "版1の内容に戻す")):
        with unit_of_work():
            shaping.remove_item(editor, desk.loaded(draft), "EA-102")
        shown = client.get(f"{start}/{act}").text
        assert words in shown
        assert "今の内容から変わるところ" in shown
        assert "画面2を示すこと。" in shown
        form = desk.typed(shown)
        with unit_of_work():
            values.fill_all(editor, desk.loaded(draft), [Filled("spare", "", "控え")])
        stale = client.post(f"{start}/{act}", data=form | {"why": "書きかけの理由"})
        assert stale.status_code == 409
        assert "見ている間に、ほかの人が本文を変えました" in stale.text
        again = desk.typed(stale.text)
        assert again["why"] == ["書きかけの理由"]
        with unit_of_work():
            values.fill_all(editor, desk.loaded(draft), [Filled("spare", "控え", "")])
        assert (
            client.post(f"{start}/{act}", data=desk.typed(client.get(f"{start}/{act}").text)).status_code
            == 303
        )
        assert "EA-102" in desk.items_of(draft)
    assert client.get(f"{start}/1/undo").status_code == 404
    assert client.get(f"{start}/99/restore").status_code == 404
