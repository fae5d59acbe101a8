"""Many positions at once: the good rows are saved, the others come back with their reason, nobody overwrites a colleague."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.agreeing import own_positions, position_matrix, position_queries
from govtech.agreeing import position_services as positions
from govtech.agreeing.position_matrix import Filters
from govtech.agreeing.position_models import Stance
from govtech.agreeing.position_services import PositionData, Statement
from govtech.core.db import unit_of_work
from govtech.core.errors import Forbidden
from govtech.drafting import services, writing
from govtech.drafting.content import Beginning
from govtech.drafting.models import Thing
from govtech.drafting.writing import Edit
from tests import people
from tests.agreeing.test_agreeing import PLAIN, spec


@pytest.fixture
def draft(database: Any) -> str:
    lead = people.actor("approver")
    people.actor("other_editor")
    with unit_of_work():
        return services.create(lead, Beginning("施設予約システム", content=PLAIN), [people.OTHER_TOWN]).id


def test_good_rows_are_saved_beside_bad_ones(draft: str) -> None:
    other = people.actor("other_editor")
    with unit_of_work():
        done = positions.state_many(
            other,
            spec(draft),
            [
                Statement("X-1", PositionData(Stance.AGREE)),
                Statement("X-2", PositionData(Stance.CHANGE)),
                Statement("X-9", PositionData(Stance.AGREE)),
            ],
        )
    assert done.saved == 1
    assert set(done.refused) == {"X-2", "X-9"}
    with unit_of_work(writes=False):
        rows = {row.key: row for row in own_positions.rows(other, spec(draft))}
        assert [rows[key].was for key in ("X-1", "X-2", "X-3")] == ["agree", "", ""]


def test_a_colleague_who_was_faster_is_not_overwritten(draft: str) -> None:
    first, second = people.actor("other_editor"), people.actor("other_admin")
    with unit_of_work():
        positions.state_many(first, spec(draft), [Statement("X-1", PositionData(Stance.UNNEEDED))])
    with unit_of_work():
        done = positions.state_many(second, spec(draft), [Statement("X-1", PositionData(Stance.AGREE))])
        assert done.saved == 0
        assert "不要" in done.refused["X-1"]
        again = Statement("X-1", PositionData(Stance.AGREE), Stance.UNNEEDED)
        assert positions.state_many(second, spec(draft), [again]).saved == 1


def test_only_those_who_take_part_state_positions(draft: str) -> None:
    with unit_of_work(), pytest.raises(Forbidden):
        positions.state_many(
            people.actor("company"), spec(draft), [Statement("X-1", PositionData(Stance.AGREE))]
        )


def test_what_is_typed_becomes_a_statement_only_where_it_says_more(draft: str) -> None:
    other = people.actor("other_editor")
    with unit_of_work():
        positions.agree_all(other, spec(draft))
    with unit_of_work():
        edit = Edit(Thing.ITEM, "X-3", {"text": "要件3を満たすこと。"}, 1)
        writing.write(people.actor("approver"), spec(draft), edit)
    with unit_of_work(writes=False):
        rows = own_positions.rows(other, spec(draft))
        assert [row.waiting for row in rows] == [False, False, True]
        sent = {f"was-X-{n}": "agree" for n in (1, 2, 3)}
        sent |= {"stance-X-1": "agree", "stance-X-2": "local", "wording-X-2": " 本市では別に定める。 "}
        sent |= {"stance-X-3": "agree"}
        found = own_positions.typed(rows, sent)
        assert [(one.key, one.data.stance, one.data.wording) for one in found.statements] == [
            ("X-2", Stance.LOCAL, "本市では別に定める。"),
            ("X-3", Stance.AGREE, ""),
        ]
        wrong = own_positions.typed(rows, {"was-X-1": "agree", "stance-X-1": "maybe"})
        assert wrong.statements == []
        assert wrong.rows[0].error


def test_sending_without_a_choice_says_so_and_a_wording_asks_for_its_stance(
    draft: str, client_for: Any
) -> None:
    client = client_for("other_editor")
    page = f"/specifications/{draft}/positions/own"
    nothing = {f"was-X-{n}": "" for n in (1, 2, 3)}
    answer = client.post(page, data=nothing)
    assert answer.status_code == 303
    assert "選ばれた立場がありません。" in client.get(answer.location).text
    refused = client.post(page, data=nothing | {"wording-X-2": "別の文。"})
    assert refused.status_code == 422
    assert "立場を選んでください。" in refused.text
    assert "別の文。" in refused.text
    matrix = client.get(f"/specifications/{draft}/positions").text
    assert "自団体が立場を決めていない要件が3件あります。" in matrix
    assert "0件" not in matrix.split("次にすること", 1)[1].split("</p>", 1)[0]


def test_the_matrix_narrows_to_a_town_a_section_and_what_is_open(draft: str) -> None:
    other = people.actor("other_editor")
    with unit_of_work():
        change = PositionData(Stance.CHANGE, "要件2を3秒で満たすこと")
        positions.state_many(other, spec(draft), [Statement("X-2", change)])
        everybody = position_matrix.read(spec(draft))
        assert len(everybody.parties) == 2
        assert [row.key for row in everybody.rows] == ["X-1", "X-2", "X-3"]
        only_open = position_matrix.read(spec(draft), Filters(only="open"))
        assert [row.key for row in only_open.rows] == ["X-2"]
        town = position_matrix.read(spec(draft), Filters(town=people.OTHER_TOWN, only="undecided"))
        assert [party.id for party in town.parties] == [people.OTHER_TOWN]
        assert [row.key for row in town.rows] == ["X-1", "X-3"]
        assert position_matrix.read(spec(draft), Filters(section="nowhere")).rows == []
        open_ones = position_queries.objections(spec(draft))
        position = position_queries.get(spec(draft), open_ones[0].id)
        positions.answer(people.actor("approver"), spec(draft), position, "表8-1で定めています。")
        positions.accept(other, spec(draft), position)
        assert position_matrix.read(spec(draft), Filters(only="open")).rows == []
