"""Many positions at once: the good rows are saved, the others come back with their reason, nobody overwrites a colleague."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from govtech.agreeing import answering, own_positions, position_matrix, position_queries
from govtech.agreeing import position_services as positions
from govtech.agreeing.position_matrix import Filters
from govtech.agreeing.position_models import Stance
from govtech.agreeing.position_statements import PositionData, Seen, Statement
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden
from govtech.core.journal import Entry
from govtech.drafting import queries, services, writing
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
    wish = PositionData(Stance.CHANGE, "1分以内に通知すること")
    with unit_of_work():
        positions.state(first, spec(draft), queries.item(spec(draft), "X-2"), wish)
    with unit_of_work():  # the same stance in other words is another wish
        mine = PositionData(Stance.CHANGE, "5分以内に通知すること")
        done = positions.state_many(second, spec(draft), [Statement("X-2", mine, Stance.CHANGE, 0)])
        assert (done.saved, set(done.refused)) == (0, {"X-2"})
        with pytest.raises(Conflict):
            positions.state(second, spec(draft), queries.item(spec(draft), "X-2"), mine, Seen(1, 0))


def test_what_was_typed_to_an_older_text_asks_for_a_new_look(draft: str) -> None:
    lead, other = people.actor("approver"), people.actor("other_admin")
    with unit_of_work():
        looked_at = spec(draft).revision
        edit = Edit(Thing.ITEM, "X-1", {"text": "要件1を24時間満たすこと"}, looked_at)
        writing.write(lead, spec(draft), edit)
    agreed = PositionData(Stance.AGREE)
    with unit_of_work():
        positions.state_many(other, spec(draft), [Statement("X-1", agreed, None, 0)], looked_at)
        assert positions.agree_all(other, spec(draft), revision=looked_at) == 2
        (mine,) = [row for row in position_queries.progress(spec(draft)) if row.id == people.OTHER_TOWN]
        assert (mine.undecided, mine.stale) == (0, 1)
        item = queries.item(spec(draft), "X-1")
        position = positions.state(other, spec(draft), item, agreed, Seen(spec(draft).revision, 1))
        assert position.seen_in == item.changed_in


def written(verb: str) -> list[Any]:
    with unit_of_work(writes=False):
        entries = sa.select(Entry.changes).where(Entry.verb == verb).order_by(Entry.id)
        return list(session.scalars(entries))


def test_an_approver_confirms_what_was_on_the_page(draft: str) -> None:
    editor, approver = people.actor("other_editor"), people.actor("other_admin")
    with unit_of_work():
        positions.agree_all(editor, spec(draft))
        looked_at = position_queries.fingerprint(spec(draft), people.OTHER_TOWN)
    assert people.told("specification.position_stated")[0][0] == people.email_of("other_admin")
    with unit_of_work():
        item = queries.item(spec(draft), "X-1")
        positions.state(editor, spec(draft), item, PositionData(Stance.UNNEEDED, reason="窓口がないため"))
    with unit_of_work():
        with pytest.raises(Conflict, match="画面を開いた後に"):
            positions.confirm(approver, spec(draft), looked_at)
        positions.confirm(approver, spec(draft), position_queries.fingerprint(spec(draft), people.OTHER_TOWN))
        (mine,) = [row for row in position_queries.progress(spec(draft)) if row.id == people.OTHER_TOWN]
        assert mine.confirmed
    entries = written("specification.position_stated")
    assert entries[0] == {f"X-{n}": [None, "agree"] for n in (1, 2, 3)}
    assert entries[1] == {"X-1": ["agree", "unneeded"], "X-1 reason": ["", "窓口がないため"]}
    (word,) = written("specification.confirmed")
    assert word == {"revision": [None, 1], "agree": [None, 2], "unneeded": [None, 1]}


def test_own_values_changed_after_the_approvers_word_ask_for_it_again(database: Any) -> None:
    lead = people.actor("approver")
    value = {"name": "users", "label": "利用者数", "type": "text", "unit": "人", "value": "100", "help": ""}
    with unit_of_work():
        plain = PLAIN | {"parameters": [value | {"choices": []}]}
        made = services.create(lead, Beginning("施設予約システム", content=plain))
        positions.agree_all(lead, made)
        positions.confirm(lead, made)
        assert all(row.confirmed for row in position_queries.progress(made))
        services.fill_locally(lead, made, queries.parameter(made, "users"), "120")
        (mine,) = position_queries.progress(made)
        assert (mine.confirmed, mine.refilled, mine.outdated) == (False, True, True)
        positions.confirm(lead, made)
        assert all(row.confirmed for row in position_queries.progress(made))


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
    other, lead = people.actor("other_editor"), people.actor("approver")
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
        answering.answer(lead, spec(draft), position, "表8-1で定めています。")
        answering.accept(other, spec(draft), position)
        assert position_matrix.read(spec(draft), Filters(only="open")).rows == []
