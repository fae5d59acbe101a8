"""Drafting together: every change is a numbered revision, changes come together, and clashes keep both texts."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid, NotFound
from govtech.core.policy import Actor
from govtech.drafting import moving, queries, services, shaping, undoing, values, writing
from govtech.drafting.content import content_hash, from_template, plain_of
from govtech.drafting.models import Specification, Status, Thing
from govtech.drafting.values import Filled
from govtech.drafting.writing import Edit
from govtech.specifications import queries as templates
from govtech.specifications.models import SpecTemplate
from govtech.specifications.template_format import Template
from tests import people


def template() -> Template:
    row = session.scalars(
        sa.select(SpecTemplate).where(SpecTemplate.slug == "e-application", templates.LATEST)
    ).one()
    return templates.content(row)


@pytest.fixture
def cast(database: Any) -> tuple[Actor, Actor]:
    """Staff of the town that leads, and of another that takes part."""
    return people.actor("editor"), people.actor("other_editor")


@pytest.fixture
def draft(cast: tuple[Actor, Actor]) -> str:
    with unit_of_work():
        return services.create(cast[0], from_template(template()), [people.OTHER_TOWN]).id


def spec(draft: str) -> Specification:
    found = session.get(Specification, draft)
    assert found is not None
    return found


def test_a_draft_holds_the_whole_template(cast: tuple[Actor, Actor], draft: str) -> None:
    with unit_of_work(writes=False):
        plain = queries.content(spec(draft))
        assert plain == plain_of(template())
        assert queries.content_at(spec(draft), 1) == plain
        assert [row.id for row in queries.parties(spec(draft))] == [people.OTHER_TOWN, people.HOME_TOWN]


def test_two_people_in_one_section_keep_both_changes(cast: tuple[Actor, Actor], draft: str) -> None:
    first, second = cast
    with unit_of_work():
        before = queries.section(spec(draft), "purpose").body
        mine, theirs = before + "\n\n受付は24時間とする。", "この仕様書は共同で作る。\n\n" + before
        writing.write(first, spec(draft), Edit(Thing.SECTION, "purpose", {"body": mine}, 1))
    with unit_of_work():
        saved = writing.write(second, spec(draft), Edit(Thing.SECTION, "purpose", {"body": theirs}, 1))
        assert saved.merged
        assert saved.clashes == ()
    with unit_of_work(writes=False):
        text = queries.section(spec(draft), "purpose").body
        assert text.startswith("この仕様書は共同で作る。")
        assert text.endswith("受付は24時間とする。")
        assert queries.value_at(spec(draft), Thing.SECTION, "purpose", 2)["body"] == mine
        assert queries.content_at(spec(draft), 3) == queries.content(spec(draft))


def test_a_clash_keeps_both_texts_until_a_person_settles_it(cast: tuple[Actor, Actor], draft: str) -> None:
    first, second = cast
    with unit_of_work():
        key = queries.content(spec(draft))["sections"][5]["items"]
        item = key[0]["key"] if key else "EA-101"
        writing.write(first, spec(draft), Edit(Thing.ITEM, item, {"text": "申請を24時間受け付けること"}, 1))
    with unit_of_work():
        edit = Edit(Thing.ITEM, item, {"text": "申請を毎日受け付けること", "note": "休日も含む"}, 1)
        saved = writing.write(second, spec(draft), edit)
        (clash,) = saved.clashes
        assert (clash.ours, clash.theirs) == ("申請を毎日受け付けること", "申請を24時間受け付けること")
    with unit_of_work():
        assert queries.item(spec(draft), item).text == "申請を24時間受け付けること"
        assert queries.item(spec(draft), item).note == "休日も含む"
        (waiting,) = queries.clashes(spec(draft))
        writing.settle(second, spec(draft), waiting, "申請を24時間、毎日受け付けること", spec(draft).revision)
    with unit_of_work():
        assert queries.item(spec(draft), item).text == "申請を24時間、毎日受け付けること"
        assert queries.clashes(spec(draft)) == []
        settled = queries.clash(spec(draft), waiting.id)
        with pytest.raises(Conflict):
            writing.settle(first, spec(draft), settled, "別の文", spec(draft).revision)


def test_values_are_filled_once_and_locally_where_they_differ(cast: tuple[Actor, Actor], draft: str) -> None:
    with unit_of_work():
        parameter = queries.parameter(spec(draft), "procedures")
        was = parameter.value
        values.fill_all(cast[0], spec(draft), [Filled("procedures", was, "200")])
        services.fill_locally(cast[1], spec(draft), parameter, "80")
    with unit_of_work():
        assert queries.parameter(spec(draft), "procedures").value == "200"
        for typed in (Filled("procedures", was, "300"), Filled("procedures", "200", "たくさん")):
            with pytest.raises(Invalid) as refused:
                values.fill_all(cast[1], spec(draft), [typed])
            assert list(refused.value.errors) == ["value-procedures"]


def test_only_those_who_take_part_write_and_strangers_do_not_find_it(
    cast: tuple[Actor, Actor], draft: str
) -> None:
    company, visitor = people.actor("company"), people.actor("visitor")
    with unit_of_work(writes=False):
        for stranger in (company, visitor):
            with pytest.raises(NotFound):
                queries.get(stranger, draft)
        with pytest.raises(Forbidden):
            writing.write(company, spec(draft), Edit(Thing.SECTION, "purpose", {"body": ""}, 1))


def test_a_fixed_text_does_not_change(cast: tuple[Actor, Actor], draft: str) -> None:
    with unit_of_work():
        spec(draft).status = Status.AGREED
    with unit_of_work(), pytest.raises(Conflict):
        writing.write(cast[0], spec(draft), Edit(Thing.SECTION, "purpose", {"body": "新しい文"}, 1))


def test_the_hash_depends_on_every_word(cast: tuple[Actor, Actor], draft: str) -> None:
    with unit_of_work(writes=False):
        plain = queries.content(spec(draft))
    first = content_hash(plain, "題名")
    assert first == content_hash(plain, "題名")
    plain["sections"][0]["body"] += "。"
    assert content_hash(plain, "題名") != first


def test_things_are_added_moved_removed_and_brought_back(cast: tuple[Actor, Actor], draft: str) -> None:
    with unit_of_work():
        before = queries.content(spec(draft))
        section = next(one for one in before["sections"] if len(one["items"]) > 1)
        first, second = (item["key"] for item in section["items"][:2])
        moving.move_item(cast[1], spec(draft), second, up=True)
        added = shaping.add_item(
            cast[0], spec(draft), section["key"], shaping.ItemData("functional", "mandatory", "加えた要件")
        )
        assert added not in {item["key"] for one in before["sections"] for item in one["items"]}
    with unit_of_work():
        edit = Edit(Thing.ITEM, first, {"level": "optional"}, 1)
        writing.write(cast[0], spec(draft), edit)
        clashing = Edit(Thing.ITEM, first, {"level": "recommended"}, 1)
        assert writing.write(cast[1], spec(draft), clashing).clashes
    with unit_of_work():
        shaping.remove_item(cast[0], spec(draft), first)
        assert queries.clashes(spec(draft)) == [], "what is gone cannot stand in the way"
        keys = [item["key"] for one in queries.content(spec(draft))["sections"] for item in one["items"]]
        assert first not in keys
        assert added in keys
        data = shaping.ItemData("functional", "mandatory", "同じ番号", key=first)
        with pytest.raises(Invalid):
            shaping.add_item(cast[0], spec(draft), section["key"], data)
        there = spec(draft).revision
        shaping.remove_item(cast[1], spec(draft), first)
        shaping.remove_section(cast[1], spec(draft), "never-there")
        assert spec(draft).revision == there, "who comes second finds it done"
    with unit_of_work():
        undoing.restore(cast[1], spec(draft), 1, spec(draft).revision)
    with unit_of_work(writes=False):
        assert queries.content(spec(draft)) == before
        assert queries.content_at(spec(draft), spec(draft).revision) == before


def test_a_single_item_shows_values_and_numbers_filled(
    cast: tuple[Actor, Actor], draft: str, client_for: Any
) -> None:
    with unit_of_work():
        body = "{{procedures}}を{{see:purpose}}に従って公開すること"
        key = next(item["key"] for one in queries.content(spec(draft))["sections"] for item in one["items"])
        writing.write(cast[0], spec(draft), Edit(Thing.ITEM, key, {"text": body}, 1))
    client = client_for("editor")
    for path in (f"items/{key}", "positions"):
        page = client.get(f"/specifications/{draft}/{path}").text
        assert "150手続を第1章に従って公開すること" in page
        assert "{{" not in page
