"""From positions to a fixed text: objections block, approvers confirm, the hash holds, and later changes are a new draft."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.agreeing import answering, freezing, position_matrix, position_queries
from govtech.agreeing import position_services as positions
from govtech.agreeing.freezing import Cause
from govtech.agreeing.position_matrix import Filters
from govtech.agreeing.position_models import Position, Stance
from govtech.agreeing.position_statements import PositionData
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.drafting import queries, services, writing
from govtech.drafting.content import Beginning
from govtech.drafting.models import Specification, Status, Thing
from govtech.drafting.writing import Edit
from tests import people

ITEM = {
    "kind": "functional",
    "level": "mandatory",
    "condition": "1分以内に表示する",
    "note": "",
    "method": "",
    "remedy": "",
    "layers": [],
}
PLAIN: dict[str, Any] = {
    "sections": [
        {
            "key": "function",
            "parent": None,
            "title": "機能要件",
            "body": "次のとおりとする。",
            "items": [{"key": f"X-{n}", "text": f"要件{n}を満たすこと", **ITEM} for n in (1, 2, 3)],
        }
    ],
    "parameters": [],
}


@pytest.fixture
def draft(database: Any) -> str:
    lead = people.actor("approver")
    people.actor("other_editor")
    with unit_of_work():
        beginning = Beginning("施設予約システム", content=PLAIN)
        return services.create(lead, beginning, [people.OTHER_TOWN]).id


def spec(draft: str) -> Specification:
    return session.get_one(Specification, draft)


def confirmed(who: str, draft: str) -> None:
    actor = people.actor(who)
    with unit_of_work():
        positions.agree_all(actor, spec(draft))
        positions.confirm(actor, spec(draft))


def causes(draft: str) -> list[tuple[Cause, str]]:
    with unit_of_work(writes=False):
        return [(obstacle.cause, obstacle.place) for obstacle in freezing.obstacles(spec(draft))]


def test_a_wanted_change_blocks_until_it_is_met_or_talked_out_of(draft: str) -> None:
    lead, other, approver = (
        people.actor("approver"),
        people.actor("other_editor"),
        people.actor("other_admin"),
    )
    with unit_of_work():
        item = queries.item(spec(draft), "X-2")
        with pytest.raises(Invalid):
            positions.state(other, spec(draft), item, PositionData(Stance.CHANGE))
        positions.state(
            other, spec(draft), item, PositionData(Stance.CHANGE, "要件2を3秒で満たすこと", "混むため")
        )
        positions.agree_all(other, spec(draft))
        positions.confirm(approver, spec(draft))
    confirmed("approver", draft)
    assert causes(draft) == [(Cause.OBJECTION, "X-2")]
    with unit_of_work(), pytest.raises(Conflict):
        freezing.freeze(lead, spec(draft))
    with unit_of_work():
        (row,) = position_queries.objections(spec(draft))
        position = session.get_one(Position, row.id)
        answering.answer(lead, spec(draft), position, "費用が倍になるため、推奨にとどめたい。")
        seen = position.version
        with pytest.raises(Conflict, match="希望か回答"):
            answering.answer(lead, spec(draft), position, "別の回答", seen - 1)
        with pytest.raises(Conflict, match="回答が変わりました"):
            answering.accept(other, spec(draft), position, seen - 1)
        answering.accept(other, spec(draft), position, seen)
    assert causes(draft) == [
        (Cause.UNCONFIRMED, "")
    ]  # an editor gave a wish up: the approver's word is asked anew
    with unit_of_work():
        positions.confirm(approver, spec(draft))
    assert causes(draft) == []
    answers = people.told("specification.objection_answered")
    assert {address for address, _ in answers} == {
        people.email_of("other_editor"),
        people.email_of("other_admin"),
    }
    assert "X-2" in answers[0][1]["title"]
    assert "費用が倍になるため" in answers[0][1]["text"]


def test_an_item_changed_since_asks_for_a_new_look(draft: str) -> None:
    lead, approver = people.actor("approver"), people.actor("other_admin")
    with unit_of_work():
        positions.agree_all(approver, spec(draft))
    with unit_of_work():
        edit = Edit(Thing.ITEM, "X-1", {"text": "要件1を24時間満たすこと"}, 1)
        writing.write(lead, spec(draft), edit)
    with unit_of_work(), pytest.raises(Conflict):
        positions.confirm(approver, spec(draft))
    with unit_of_work(writes=False):
        rows = position_matrix.read(spec(draft), Filters(only="undecided")).rows
        assert {row.key for row in rows} == {"X-1", "X-2", "X-3"}
        cell = rows[0].cells[people.OTHER_TOWN]
        assert (cell.stance, cell.stale) == (Stance.AGREE, True)
        mine = next(row for row in position_queries.progress(spec(draft)) if row.id == people.OTHER_TOWN)
        assert (mine.stated, mine.undecided, mine.stale) == (3, 0, 1)


def test_a_fixed_text_has_number_and_hash_and_later_changes_are_a_new_draft(draft: str) -> None:
    lead = people.actor("approver")
    assert {cause for cause, _ in causes(draft)} == {Cause.UNCONFIRMED}
    confirmed("approver", draft)
    confirmed("other_admin", draft)
    with unit_of_work():
        freezing.freeze(lead, spec(draft))
    with unit_of_work():
        assert (spec(draft).status, spec(draft).number) == (Status.AGREED, 1)
        assert freezing.is_unchanged(spec(draft))
        second = freezing.next_draft(lead, spec(draft))
        assert freezing.next_draft(lead, spec(draft)).id == second.id
        again = second.id
        writing.write(lead, second, Edit(Thing.SECTION, "function", {"body": "改める。"}, second.revision))
    confirmed("approver", again)
    confirmed("other_admin", again)
    with unit_of_work():
        freezing.freeze(lead, spec(again))
    with unit_of_work(writes=False):
        assert (spec(again).number, spec(draft).status) == (2, Status.SUPERSEDED)
        assert spec(again).content_hash != spec(draft).content_hash
        assert freezing.is_unchanged(spec(draft))
    coordinator = people.actor("coordinator")
    with unit_of_work():
        with pytest.raises(Conflict, match="新しい版から"):
            freezing.next_draft(lead, spec(draft))
        third = freezing.next_draft(coordinator, spec(again))
        assert third.organisation_id == people.HOME_TOWN  # who leads goes on leading
        last = third.id
        stray = Beginning("同じ版から", previous_id=draft, content=PLAIN)
        other = services.create(lead, stray).id
    confirmed("approver", other)
    with unit_of_work(), pytest.raises(Conflict, match="新しい版"):  # not two of one number
        freezing.freeze(lead, spec(other))
    with unit_of_work(writes=False):
        assert spec(last).previous_id == again


def test_what_holds_for_one_municipality_stands_in_the_annex_and_in_the_hash(draft: str) -> None:
    other = people.actor("other_editor")
    with unit_of_work():
        before = freezing.content_hash_of(spec(draft))
        for key, data in (
            ("X-1", PositionData(Stance.LOCAL, "農道も対象とする。")),
            ("X-3", PositionData(Stance.UNNEEDED)),
        ):
            positions.state(other, spec(draft), queries.item(spec(draft), key), data)
    with unit_of_work(writes=False):
        rows = [(row.place, row.text) for row in position_queries.annex(spec(draft))]
        assert rows == [("X-1", "農道も対象とする。"), ("X-3", position_queries.NOT_NEEDED)]
        assert freezing.content_hash_of(spec(draft)) != before


def test_only_approvers_of_those_who_take_part_confirm_and_fix(draft: str) -> None:
    editor, stranger = people.actor("editor"), people.actor("company_admin")
    with unit_of_work(writes=False):
        for actor in (editor, stranger):
            with pytest.raises(Forbidden):
                positions.confirm(actor, spec(draft))
            with pytest.raises(Forbidden):
                freezing.freeze(actor, spec(draft))
        with pytest.raises(Forbidden):
            positions.agree_all(stranger, spec(draft))
