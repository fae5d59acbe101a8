"""A table of requirements as one form: rows are changed, added, removed and put in order, and nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtech.core.db import session, unit_of_work
from govtech.drafting import queries, shaping, tables, writing
from govtech.drafting.models import Thing
from govtech.drafting.tables import Row, Sheet
from govtech.drafting.writing import Edit
from tests import people
from tests.drafting import desk

KEYS = [f"EA-10{number}" for number in range(1, 6)]
PATH = "sections/first/table"


@pytest.fixture
def draft(database: Any) -> str:
    people.user("other_editor")
    return desk.draft()


def _write(who: str, draft: str, key: str, **values: Any) -> None:
    with unit_of_work():
        writing.write(people.actor(who), desk.loaded(draft), Edit(Thing.ITEM, key, values, 1))


def _send(client: Any, draft: str, form: desk.Form, **more: Any) -> Any:
    return client.post(f"/specifications/{draft}/{PATH}", data={**form, **more})


def test_every_row_is_saved_at_once(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    form = desk.opened(client, draft, PATH)
    assert form["row"][:5] == KEYS
    form |= {
        "text-EA-101": "画面1を速く示すこと。",
        "level-EA-102": "optional",
        "remove-EA-103": "y",
        "text-new-1": "新しいこと。",
        "condition-new-1": "1秒以内",
        "text-new-2": "番号つき。",
        "number-new-2": "ea-150",
        "why": "見直し",
    }
    form["row"] = ["EA-102", "EA-101", "EA-103", "new-1", "EA-104", "EA-105", "new-2", "new-3"]
    assert _send(client, draft, form).status_code == 303
    items = desk.items_of(draft)
    assert list(items) == ["EA-102", "EA-101", "EA-106", "EA-104", "EA-105", "EA-150"]
    assert items["EA-101"]["text"] == "画面1を速く示すこと。"
    assert items["EA-102"]["level"] == "optional"
    assert (items["EA-106"]["text"], items["EA-106"]["condition"]) == ("新しいこと。", "1秒以内")
    with unit_of_work(writes=False):
        rows = queries.revisions(desk.loaded(draft))
        assert [(row.thing_key, row.why) for row in rows[:3]] == [
            ("", "見直し"),
            ("EA-101", "見直し"),
            ("EA-102", "見直し"),
        ]
        assert queries.content_at(desk.loaded(draft), rows[0].number) == queries.content(desk.loaded(draft))


def test_an_untouched_table_changes_nothing(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    before = desk.now(draft)
    answer = _send(client, draft, desk.opened(client, draft, PATH))
    assert answer.status_code == 303
    assert "変わったところはありません" in client.get(answer.location).text
    with unit_of_work(writes=False):
        assert desk.loaded(draft).revision == 1
    assert desk.now(draft) == before


def test_small_buttons_rearrange_the_form_and_save_nothing(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    form = desk.opened(client, draft, PATH) | {"text-EA-105": "書きかけ", "text-new-1": "途中"}
    moved = desk.typed(_send(client, draft, form, then="up:EA-105").text)
    assert moved["row"][3:5] == ["EA-105", "EA-104"]
    more = desk.typed(_send(client, draft, moved, then="more").text)
    assert len(more["row"]) == len(form["row"]) + 3
    assert (more["text-EA-105"], more["text-new-1"]) == (["書きかけ"], ["途中"])
    assert list(desk.items_of(draft)) == KEYS
    assert _send(client, draft, more).status_code == 303
    assert list(desk.items_of(draft)) == ["EA-101", "EA-102", "EA-103", "EA-105", "EA-104", "EA-106"]


def test_what_is_wrong_stands_beside_its_row_and_everything_typed_is_still_there(
    draft: str, client_for: Any
) -> None:
    client = client_for("editor")
    form = desk.opened(client, draft, PATH) | {
        "text-EA-101": "",
        "text-EA-102": "直した文",
        "text-new-1": "新しい文",
        "number-new-1": "EA-104",
        "condition-new-2": "条件だけ",
        "text-EA-103": "長" * 1001,
        "kind-EA-104": "magic",
        "remove-EA-105": "y",
    }
    answer = _send(client, draft, form)
    assert answer.status_code == 422
    for place in ("text-EA-101", "text-new-2", "text-EA-103", "kind-EA-104"):
        assert f'id="{place}-error"' in answer.text
        assert f'href="#{place}"' in answer.text
    again = desk.typed(answer.text)
    for name in (
        "text-EA-102",
        "text-new-1",
        "number-new-1",
        "condition-new-2",
        "text-EA-103",
        "remove-EA-105",
    ):
        assert again[name] == [form[name]]
    again |= {"text-EA-101": "一", "text-new-2": "二", "text-EA-103": "三", "kind-EA-104": "security"}
    answer = _send(client, draft, again)
    assert answer.status_code == 422
    assert 'id="number-new-1-error"' in answer.text
    assert list(desk.items_of(draft)) == KEYS, "nothing is saved before everything can be"
    assert _send(client, draft, desk.typed(answer.text) | {"number-new-1": ""}).status_code == 303
    assert list(desk.items_of(draft)) == [*KEYS[:4], "EA-106", "EA-107"]


def test_two_people_in_one_table_keep_everything(draft: str, client_for: Any) -> None:
    first, second = client_for("editor"), client_for("other_editor")
    mine, theirs = desk.opened(first, draft, PATH), desk.opened(second, draft, PATH)
    mine |= {
        "text-EA-101": "画面1を示すこと。操作1が速くできること。",
        "text-EA-102": "私の文。",
        "text-new-1": "私の新しい要件。",
    }
    theirs |= {
        "text-EA-101": "画面1を大きく示すこと。操作1ができること。",
        "text-EA-102": "他の文。",
        "text-EA-104": "他の四。",
        "text-new-1": "他の新しい要件。",
        "remove-EA-105": "y",
    }
    theirs["row"] = ["EA-103", *[key for key in theirs["row"] if key != "EA-103"]]
    assert _send(first, draft, mine).status_code == 303
    answer = _send(second, draft, theirs)
    assert "/clashes/" in answer.location
    items = desk.items_of(draft)
    assert items["EA-101"]["text"] == "画面1を大きく示すこと。操作1が速くできること。"
    assert items["EA-102"]["text"] == "私の文。"
    assert items["EA-104"]["text"] == "他の四。"
    assert list(items) == ["EA-103", "EA-101", "EA-102", "EA-104", "EA-106", "EA-107"]
    assert [items[key]["text"] for key in ("EA-106", "EA-107")] == ["私の新しい要件。", "他の新しい要件。"]
    with unit_of_work(writes=False):
        (clash,) = queries.clashes(desk.loaded(draft))
        assert (clash.thing_key, clash.ours, clash.theirs) == ("EA-102", "他の文。", "私の文。")


def test_a_row_that_somebody_else_changed_is_not_removed_unseen(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    form = desk.opened(client, draft, PATH) | {
        "remove-EA-101": "y",
        "remove-EA-102": "y",
        "text-EA-103": "三",
    }
    _write("other_editor", draft, "EA-101", text="ほかの人が直した。")
    answer = _send(client, draft, form)
    assert "EA-101は、ほかの人が直したため消していません" in client.get(answer.location).text
    items = desk.items_of(draft)
    assert list(items) == ["EA-101", "EA-103", "EA-104", "EA-105"]
    assert items["EA-103"]["text"] == "三"


def test_what_was_typed_into_a_row_that_is_gone_stays_on_the_page(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    form = desk.opened(client, draft, PATH) | {"text-EA-101": "直した一。", "text-EA-103": "直した三。"}
    other = people.actor("other_editor")
    with unit_of_work():
        for key in ("EA-101", "EA-102"):
            shaping.remove_item(other, desk.loaded(draft), key)
    answer = _send(client, draft, form)
    assert answer.status_code == 422
    assert 'id="text-EA-101-error"' in answer.text
    assert 'id="text-EA-102-error"' not in answer.text
    again = desk.typed(answer.text)
    assert again["text-EA-101"] == ["直した一。"]
    again |= {"text-new-1": "直した一。", "remove-EA-101": "y"}
    assert _send(client, draft, again).status_code == 303
    items = desk.items_of(draft)
    assert next(item["text"] for item in items.values()) == "直した三。"
    assert items["EA-106"]["text"] == "直した一。"


def test_columns_of_service_levels_are_there_where_they_are_used(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    form = desk.opened(client, draft, PATH)
    assert "method-EA-101" not in form
    _write("other_editor", draft, "EA-101", method="月ごとに測る", remedy="減額")
    assert _send(client, draft, form | {"text-EA-101": "直した。"}).status_code == 303
    kept = desk.items_of(draft)["EA-101"]
    assert (kept["text"], kept["method"], kept["remedy"]) == ("直した。", "月ごとに測る", "減額")
    form = desk.opened(client, draft, PATH) | {
        "method-EA-102": "年に一度",
        "method-new-1": "毎日",
        "text-new-1": "新",
    }
    assert _send(client, draft, form).status_code == 303
    assert [desk.items_of(draft)[key]["method"] for key in ("EA-102", "EA-106")] == ["年に一度", "毎日"]


def test_a_fixed_text_takes_no_table_and_shows_what_was_typed(draft: str, client_for: Any) -> None:
    client = client_for("editor")
    form = desk.opened(client, draft, PATH) | {"text-EA-101": "間に合わない文。"}
    with unit_of_work():
        desk.loaded(draft).take("freeze")
    answer = _send(client, draft, form)
    assert answer.status_code == 422
    assert "間に合わない文。" in answer.text
    assert desk.items_of(draft)["EA-101"]["text"] != "間に合わない文。"


ORDERS = st.permutations(KEYS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mine=ORDERS,
    theirs=ORDERS,
    gone=st.sets(st.sampled_from(KEYS), max_size=2),
    new=st.tuples(st.lists(st.integers(0, 5), max_size=2), st.lists(st.integers(0, 5), max_size=2)),
)
def test_whatever_two_people_do_to_the_rows_none_is_lost_or_doubled(
    database: Any, mine: Any, theirs: Any, gone: Any, new: Any
) -> None:
    draft, (added, more) = desk.draft(), new
    with unit_of_work():
        _save("other_editor", draft, theirs, more, set())
    with unit_of_work():
        _save("editor", draft, mine, added, gone)
    items = desk.items_of(draft)
    assert set(KEYS) - set(items) == gone
    assert len(items) == 5 - len(gone) + len(added) + len(more)
    order = [key for key in items if key in KEYS]
    assert order in ([key for key in mine if key not in gone], [key for key in theirs if key not in gone])


def _save(who: str, draft: str, order: Any, added: Any, gone: Any) -> None:
    values = {"kind": "functional", "level": "mandatory", "condition": ""}
    rows = [
        Row(
            key,
            {"text": desk.content()["sections"][2]["items"][KEYS.index(key)]["text"]},
            removed=key in gone,
        )
        for key in order
    ]
    for number, place in enumerate(added):
        rows.insert(place, Row(f"new-{number}", values | {"text": f"{who}の{number}"}, new=True))
    tables.save(people.actor(who), desk.loaded(draft), Sheet("first", rows, 1))
    session.flush()


def test_a_table_of_sixty_rows_is_saved_in_a_few_statements(database: Any, counting: Any) -> None:
    plain = desk.content()
    plain["sections"][2]["items"] = [desk.item(f"EA-{n}", f"要件{n}を満たすこと。") for n in range(101, 161)]
    draft = desk.draft(plain)
    rows = [
        Row(f"EA-{n}", {"text": f"要件{n}を速く満たすこと。", "level": "optional"})
        for n in range(160, 100, -1)
    ]
    with counting() as seen, unit_of_work():
        kept = tables.save(people.actor("editor"), desk.loaded(draft), Sheet("first", rows, 1))
    assert kept.changes == 61
    assert len(seen) < 60


def test_space_at_the_end_that_a_form_drops_is_no_change(draft: str, client_for: Any) -> None:
    other, client = people.actor("other_editor"), client_for("editor")
    with unit_of_work():
        writing.write(other, desk.loaded(draft), Edit(Thing.SECTION, "aim", {"body": "一。\n二。\n\n"}, 1))
    form = desk.opened(client, draft, "sections/aim") | {"title": "新しい目的"}
    with unit_of_work():
        writing.write(other, desk.loaded(draft), Edit(Thing.SECTION, "aim", {"body": "一。\n三。\n\n"}, 2))
    assert client.post(f"/specifications/{draft}/sections/aim", data=form).status_code == 303
    kept = desk.now(draft)["sections"][0]
    assert (kept["title"], kept["body"]) == ("新しい目的", "一。\n三。\n\n")


def test_a_number_in_full_width_is_a_number_and_names_that_stand_for_nothing_are_told(
    draft: str, client_for: Any
) -> None:
    client, page = client_for("editor"), f"/specifications/{draft}/sections/second/table"
    offered = client.get(page).text
    for typed, shown in (("{{users}}", "1,000人"), ("{{see:needs}}", "第2章"), ("{{see:second}}", "2.2")):
        assert re.search(rf"{re.escape(typed)}</code>.*?{shown}</td>", offered)
    form = desk.opened(client, draft, "sections/second/table")
    new = {
        "number-new-1": "ｅａ－２１０",
        "text-new-1": "{{users}}と{{user}}が、{{see:none}}のとおり{{使う}}。",
    }
    saved = client.post(page, data=form | new)
    assert list(desk.items_of(draft, "second")) == ["EA-201", "EA-210"]
    told = client.get(saved.location).text
    assert "保存した文の{{user}}、{{see:none}}、{{使う}}" in told
    assert "{{users}}、" not in told
    body = desk.opened(client, draft, "sections/aim")
    assert (
        "当たる値や章がありません"
        not in client.get(client.post(f"/specifications/{draft}/sections/aim", data=body).location).text
    )
