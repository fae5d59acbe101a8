"""Sections and items of two texts find each other: by key, by words, by likeness, wherever they stand."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.comparing import commonness, showing
from govtech.comparing.aligning import ItemPair, aligned
from govtech.comparing.likeness import Marks, likeness
from govtech.comparing.showing import Wanted
from govtech.comparing.sides import Side


def item(key: str, text: str, **more: Any) -> dict[str, Any]:
    values = {"kind": "functional", "level": "mandatory", "text": text, "condition": "", "note": ""}
    return {"key": key, **values, "method": "", "remedy": "", "layers": [], **more}


def section(key: str, title: str, *items: dict[str, Any], body: str = "") -> dict[str, Any]:
    return {"key": key, "parent": None, "title": title, "body": body, "items": list(items)}


def plain(*sections: dict[str, Any], values: dict[str, str] | None = None) -> dict[str, Any]:
    parameters = [
        {"name": name, "label": name, "type": "text", "unit": "人", "value": value, "help": "", "choices": []}
        for name, value in (values or {}).items()
    ]
    return {"sections": list(sections), "parameters": parameters}


LEFT = plain(
    section(
        "accept",
        "受付",
        item("RQ-101", "申請を24時間受け付けられること。"),
        item("RQ-102", "控えを電子メールで申請者へ送れること。"),
        item("RQ-103", "添付書類を10件まで受け取れること。"),
    ),
    section("pay", "支払", item("RQ-201", "手数料をクレジットカードで納められること。")),
    values={"users": "100", "hours": "8"},
)
RIGHT = plain(
    section(
        "pay",
        "手数料の支払",
        item("FB-1", "手数料をクレジットカードで納められること。"),
        item("FB-2", "控えを電子メールで申請者と代理人へ送れること。"),
    ),
    section(
        "accept",
        "受付",
        item("RQ-101", "申請を平日に受け付けられること。"),
        item("RQ-102", "障害を30分以内に通知すること。"),
    ),
    values={"users": "250"},
)


def pairs(left: dict[str, Any], right: dict[str, Any]) -> list[ItemPair]:
    return [one for two in aligned(left, right) for one in two.items]


def test_items_are_recognised_though_renumbered_moved_or_rewritten() -> None:
    found = {(one.left.get("key"), one.right.get("key")): one for one in pairs(LEFT, RIGHT)}
    assert set(found) == {
        ("RQ-101", "RQ-101"),
        ("RQ-102", "FB-2"),
        ("RQ-103", None),
        ("RQ-201", "FB-1"),
        (None, "RQ-102"),
    }
    assert found["RQ-102", "FB-2"].moved_to == "手数料の支払"
    assert found["RQ-201", "FB-1"].renumbered
    assert found["RQ-101", "RQ-101"].status == "changed"
    counted = showing.counts(aligned(LEFT, RIGHT), Wanted())
    assert dict(counted.items) == {"changed": 3, "left": 1, "right": 1}
    assert counted.moved == 2


def test_differences_stand_on_both_sides_and_values_apart() -> None:
    shown = showing.chapters(aligned(LEFT, RIGHT), LEFT, RIGHT, Wanted())
    first = next(row for chapter in shown for row in chapter.rows if row.left_key == "RQ-101")
    (cell,) = [one for one in first.cells if one.name == "text"]
    assert [change.text for change in cell.left if change.kind == "removed"] == ["24時間"]
    assert [change.text for change in cell.right if change.kind == "added"] == ["平日に"]
    assert showing.values(LEFT, RIGHT) == [("users", "100人", "250人"), ("hours", "8人", "")]
    assert showing.chapters(aligned(LEFT, LEFT), LEFT, LEFT, Wanted()) == []
    everything = showing.chapters(aligned(LEFT, LEFT), LEFT, LEFT, Wanted(everything=True))
    assert sum(len(chapter.rows) for chapter in everything) == 4


def test_filters_look_at_either_side() -> None:
    other = copy.deepcopy(LEFT)
    other["sections"][0]["items"][0]["level"] = "optional"
    for level in ("mandatory", "optional"):
        shown = showing.chapters(aligned(LEFT, other), LEFT, other, Wanted(level=level))
        assert [row.left_key for chapter in shown for row in chapter.rows] == ["RQ-101"]
    assert showing.chapters(aligned(LEFT, other), LEFT, other, Wanted(kind="security")) == []


TEXTS = st.lists(st.sampled_from(["受付は", "24時間", "平日に", "行う", "こと。", "記録を"]), max_size=5).map(
    "".join
)


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    keys = draw(st.lists(st.integers(1, 9), unique=True, max_size=6))
    sections = [section(key, key, body=draw(TEXTS)) for key in draw(st.permutations("ab"))]
    for key in keys:
        draw(st.sampled_from(sections))["items"].append(item(f"X-{key}", draw(TEXTS)))
    return plain(*sections)


@settings(max_examples=80, deadline=None)
@given(contents(), contents())
def test_every_item_of_both_texts_is_there_exactly_once(left: dict[str, Any], right: dict[str, Any]) -> None:
    found = pairs(left, right)
    for name, text in (("left", left), ("right", right)):
        keys = [one["key"] for two in text["sections"] for one in two["items"]]
        seen = [getattr(one, name)["key"] for one in found if getattr(one, name)]
        assert sorted(seen) == sorted(keys)


@given(TEXTS, TEXTS)
def test_likeness_is_the_same_both_ways_and_whole_for_the_same(one: str, other: str) -> None:
    marks = Marks()
    assert likeness(marks.of(one), marks.of(other)) == likeness(marks.of(other), marks.of(one))
    assert likeness(marks.of(one), marks.of(one)) == 1


@pytest.mark.parametrize("renumbered", [True, False])
def test_two_times_three_hundred_items_find_each_other(renumbered: bool) -> None:
    words = "申請の受付と審査と交付の手続きを職員と申請者が画面で確かめながら進められるようにすること"
    rows = [
        item(
            f"A-{n}", f"{words[n % 20 :]}{n * 7919}件まで、{words[: n % 30]}", condition=words[::-1][n % 9 :]
        )
        for n in range(300)
    ]
    left = plain(
        *(section(f"s{n}", f"章{n}", *rows[n * 30 : n * 30 + 30], body=words * 9) for n in range(10))
    )
    right = copy.deepcopy(left)
    for two in right["sections"]:
        two["body"] = two["body"].replace("職員", "担当者")
        for one in two["items"]:
            one["text"] = one["text"].replace("こと", "ことができること") + "。"
            one["key"] = f"B{one['key']}" if renumbered else one["key"]
    found = aligned(left, right)
    assert sum(1 for two in found for one in two.items if one.left and one.right) == 300


def side(number: int, text: dict[str, Any]) -> Side:
    return Side(f"id{number}", f"仕様書{number}", "", "", {}, text)


def test_common_items_are_grouped_and_held_against_the_template() -> None:
    third = plain(section("x", "運用", item("Z-9", "障害を30分以内に通知すること。", level="optional")))
    template = side(9, plain(section("t", "受付", item("T-1", "申請を24時間受け付けられること。"))))
    rows = commonness.groups([side(1, LEFT), side(2, RIGHT), side(3, third)], template)
    by_text = {group.first.text: group for group in rows}
    assert len(by_text["障害を30分以内に通知すること。"].found) == 2
    assert by_text["障害を30分以内に通知すること。"].differs
    assert by_text["申請を24時間受け付けられること。"].standard == "T-1"
    assert by_text["障害を30分以内に通知すること。"].standard == ""
    assert [len(group.found) for group in rows] == sorted((len(group.found) for group in rows), reverse=True)
    assert sum(len(group.found) for group in rows) == 9


def test_chosen_items_make_a_content_with_their_values_and_numbers_of_their_own() -> None:
    left = copy.deepcopy(LEFT)
    left["sections"][0]["items"][0]["text"] = "{{users}}人が申請できること。"
    made = commonness.gathered([side(1, left), side(2, RIGHT)], ["0:RQ-101", "1:RQ-101", "1:FB-1"])
    keys = [(two["title"], [one["key"] for one in two["items"]]) for two in made["sections"]]
    assert keys == [("受付", ["RQ-101", "RQ-101-2"]), ("手数料の支払", ["FB-1"])]
    assert [row["name"] for row in made["parameters"]] == ["users"]
