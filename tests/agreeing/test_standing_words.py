"""A confirmation is about one text: what changes afterwards asks again, and the next draft keeps what holds for single towns."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.agreeing import freezing, position_queries
from govtech.agreeing import position_services as positions
from govtech.agreeing.freezing import Cause
from govtech.agreeing.position_models import Stance
from govtech.agreeing.position_statements import PositionData
from govtech.core.db import unit_of_work
from govtech.drafting import queries, services, shaping, undoing, writing
from govtech.drafting.content import Beginning
from govtech.drafting.models import Thing
from govtech.drafting.writing import Edit
from tests import people
from tests.agreeing.test_agreeing import PLAIN, causes, confirmed, spec

VALUE = {
    "name": "users",
    "label": "利用者",
    "type": "integer",
    "unit": "人",
    "value": "100",
    "help": "",
    "choices": [],
}


@pytest.fixture
def draft(database: Any) -> str:
    lead = people.actor("approver")
    people.actor("other_editor")
    with unit_of_work():
        beginning = Beginning("施設予約システム", content=PLAIN | {"parameters": [VALUE]})
        return services.create(lead, beginning, [people.OTHER_TOWN]).id


def both_confirm(draft: str) -> None:
    confirmed("approver", draft)
    confirmed("other_admin", draft)


@pytest.mark.parametrize(
    ("thing", "key", "values"),
    [
        (Thing.ITEM, "X-1", {"text": "事業者の任意でよいこと。", "level": "optional"}),
        (Thing.SECTION, "function", {"body": "任意とする。"}),
    ],
)
def test_what_changes_after_a_confirmation_asks_for_another(
    draft: str, thing: Thing, key: str, values: dict[str, str]
) -> None:
    both_confirm(draft)
    assert causes(draft) == []
    with unit_of_work():
        current = spec(draft).revision
        writing.write(people.actor("approver"), spec(draft), Edit(thing, key, values, current))
    assert causes(draft) == [(Cause.UNCONFIRMED, ""), (Cause.UNCONFIRMED, "")]
    with unit_of_work(writes=False):
        assert all(one.outdated and not one.confirmed for one in position_queries.progress(spec(draft)))


def test_what_is_removed_and_restored_unchanged_asks_nobody_to_look_at_it_again(draft: str) -> None:
    both_confirm(draft)
    lead = people.actor("approver")
    with unit_of_work():
        shaping.remove_item(lead, spec(draft), "X-2")
    with unit_of_work():
        undoing.restore(lead, spec(draft), 1, spec(draft).revision)
    with unit_of_work(writes=False):
        assert [one.stale for one in position_queries.progress(spec(draft))] == [0, 0]


def test_the_annex_comes_along_into_the_next_draft_to_be_looked_at_again(draft: str) -> None:
    lead, other = people.actor("approver"), people.actor("other_editor")
    with unit_of_work():
        local = PositionData(Stance.LOCAL, "本市では、条例の手続も対象とする。")
        positions.state(other, spec(draft), queries.item(spec(draft), "X-1"), local)
        positions.state(other, spec(draft), queries.item(spec(draft), "X-2"), PositionData(Stance.UNNEEDED))
        services.fill_locally(other, spec(draft), queries.parameter(spec(draft), "users"), "25")
    both_confirm(draft)
    with unit_of_work():
        freezing.freeze(lead, spec(draft))
    with unit_of_work():
        again = freezing.next_draft(lead, spec(draft))
        assert position_queries.annex(again) == position_queries.annex(spec(draft))
        assert len(position_queries.annex(again)) == 3
        progress = {one.id: one for one in position_queries.progress(again)}
        assert (progress[people.OTHER_TOWN].stated, progress[people.OTHER_TOWN].stale) == (2, 2)
        assert progress[people.OTHER_TOWN].confirmed_in is None
