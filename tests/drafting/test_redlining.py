"""What differs is said so that a person can read it: moves as moves, tables as tables, what is unchanged folded away."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.config import ROOT
from govtech.core.diff import redline
from govtech.drafting.content import plain_of
from govtech.drafting.models import Thing
from govtech.drafting.redlining import blocks, differences
from govtech.specifications import template_reading
from tests.drafting import desk
from tests.drafting.test_undoing import ACTS
from tests.drafting.test_undoing import after as changed_by
from tests.renewing.test_evolving import OLD

PLAIN = plain_of(OLD)


def changed(make: Any) -> dict[str, tuple[str, str]]:
    """What and where it moved, by key, after `make` changed a copy."""
    after = copy.deepcopy(PLAIN)
    make(after)
    return {one.key: (one.what, one.moved) for one in differences(PLAIN, after)}


def test_moved_sections_and_items_are_said_as_moved() -> None:
    swapped = changed(lambda plain: plain["sections"][2]["items"].reverse())
    assert list(swapped.values()) == [("移動", "順番を変更")]

    def to_another(plain: dict[str, Any]) -> None:
        plain["sections"][0]["items"].append(plain["sections"][2]["items"].pop() | {"text": "紙で渡すこと"})

    assert changed(to_another) == {"EA-102": ("移動と変更", "「受付」から「目的」へ移動")}

    def chapters(plain: dict[str, Any]) -> None:
        first, *rest = plain["sections"]
        plain["sections"] = [*rest, first]

    assert list(changed(chapters).values()) == [("移動", "順番を変更")]


def test_values_are_called_by_their_names_and_short_fields_stand_together() -> None:
    after = copy.deepcopy(PLAIN)
    after["sections"][2]["items"].append(
        after["sections"][2]["items"][0] | {"key": "EA-103", "text": "{{users}}が使えること"}
    )
    (one,) = differences(PLAIN, after)
    assert (one.thing, one.what, one.where) == (Thing.ITEM, "追加", "受付")
    shown = {field.label: field.blocks[0].changes[0].text for field in one.fields}
    assert shown == {
        "種類・水準": "機能・必須",
        "要件": "【利用者の数】が使えること",
        "確認の条件": "目視で確かめる",
    }


TABLE = "| 項目 | 値 |\n| --- | --- |\n" + "".join(f"| 項目{n} | {n}件 |\n" for n in range(9))


def test_tables_are_read_as_tables() -> None:
    old = f"前の文。\n{TABLE}後の文。\n"
    new = old.replace("| 項目4 | 4件 |", "| 項目4 | 40件 |").replace(
        "| 項目8 | 8件 |\n", "| 項目8 | 8件 |\n| 新しい項目 | 9件 |\n"
    )
    first, table, last = blocks(redline(old, new))
    assert (first.rows, last.rows) == ([], [])
    kinds = [row.kind for row in table.rows]
    assert (
        kinds == ["same", "skipped", "same", "changed", "same", "skipped", "same", "added"]
        or "added" in kinds
    )
    (row,) = [row for row in table.rows if row.kind == "changed"]
    assert [change.text.strip() for change in row.cells[0]] == ["項目4"]
    assert [(change.kind, change.text.strip()) for change in row.cells[1] if change.kind != "same"] == [
        ("removed", "4"),
        ("added", "40"),
    ]
    assert sum(row.many for row in table.rows) == 11


LINES = st.lists(
    st.sampled_from(["文。\n", "| a | b |\n", "| a | c |\n", "| --- | --- |\n", "## 題\n", "終わり"]),
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(LINES.map("".join), LINES.map("".join))
def test_nothing_is_left_out_of_the_blocks(old: str, new: str) -> None:
    shown = ""
    for block in blocks(redline(old, new)):
        shown += "".join(change.text for change in block.changes)
        shown += "".join(change.text for row in block.rows for cell in row.cells for change in cell)
    for word in ("文", "a", "題", "終わり"):
        skipped = sum(
            row.many for block in blocks(redline(old, new)) for row in block.rows if row.kind == "skipped"
        )
        assert word not in old + new or word in shown or skipped


def test_every_changed_item_of_thirty_pages_is_said() -> None:
    before = plain_of(template_reading.load(ROOT / "spec_templates" / "e-application"))
    after = copy.deepcopy(before)
    for number, section in enumerate(after["sections"]):
        section["body"] = section["body"].replace("行う", "実施する")
        for item in section["items"][::3]:
            item["text"] = item["text"].replace("こと", f"ことを{number}回確かめること")
    changed_items = {
        item["key"]
        for section in after["sections"]
        for item in section["items"][::3]
        if "回確かめること" in item["text"]
    }
    assert changed_items
    assert changed_items <= {one.key for one in differences(before, after)}


def _placed(plain: Any) -> dict[tuple[Thing, str], tuple[Any, Any]]:
    """Where everything stands and what it says, in reading order."""
    found: dict[tuple[Thing, str], tuple[Any, Any]] = {}
    for section in plain["sections"]:
        found[Thing.SECTION, section["key"]] = section["parent"], (section["title"], section["body"])
        found |= {(Thing.ITEM, one["key"]): (section["key"], one) for one in section["items"]}
    return found | {(Thing.PARAMETER, one["name"]): ("", one) for one in plain["parameters"]}


def _read(field: Any, *kinds: str) -> str:
    """The words of one side of a redline."""
    stretches = [change for block in field.blocks for change in block.changes]
    return "".join(change.text for change in stretches if change.kind in kinds)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ACTS), unique=True, max_size=5))
def test_what_is_told_turns_the_old_text_into_the_new_one(acts: list[Any]) -> None:
    """Every place that differs or stands elsewhere is told, what is not told keeps its order, the words add up."""
    before = desk.content()
    after = changed_by(before, *acts)
    told = {(one.thing, one.key): one for one in differences(before, after)}
    old, new = _placed(before), _placed(after)
    assert {place for place in {**old, **new} if old.get(place) != new.get(place)} <= set(told)
    assert [place for place in old if place not in told] == [place for place in new if place not in told]
    body = told.get((Thing.SECTION, "aim"))
    for field in body.fields if body else ():
        at = 0 if field.label == "題名" else 1
        named = [one[Thing.SECTION, "aim"][1][at].replace("{{users}}", "【利用者数】") for one in (old, new)]
        assert _read(field, "same", "skipped", "removed") == named[0]
        assert _read(field, "same", "skipped", "added") == named[1]
