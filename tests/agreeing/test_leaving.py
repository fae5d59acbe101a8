"""Municipalities that leave, and drafts that are given up: what was said is kept, and does not count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from govtech.agreeing import consulting_queries, freezing, leaving, position_matrix, position_queries
from govtech.agreeing import position_services as positions
from govtech.agreeing.freezing import Cause
from govtech.agreeing.position_models import Stance
from govtech.agreeing.position_statements import PositionData
from govtech.core.clock import now
from govtech.core.db import unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.policy import Actor
from govtech.drafting import queries, services, writing
from govtech.drafting.content import Beginning
from govtech.drafting.models import Status, Thing
from govtech.drafting.writing import Edit
from govtech.reading import tasks
from tests import people
from tests.agreeing.test_agreeing import PLAIN, spec


@pytest.fixture
def draft(database: Any) -> str:
    lead = people.actor("approver")
    people.actor("other_editor")
    with unit_of_work():
        return services.create(lead, Beginning("施設予約システム", content=PLAIN), [people.OTHER_TOWN]).id


def spoken(draft: str) -> None:
    """The other town wants a change, and differs in another item."""
    other = people.actor("other_editor")
    with unit_of_work():
        wish = PositionData(Stance.CHANGE, "要件2を3秒で満たすこと")
        positions.state(other, spec(draft), queries.item(spec(draft), "X-2"), wish)
        own = PositionData(Stance.LOCAL, "農道も対象とする。")
        positions.state(other, spec(draft), queries.item(spec(draft), "X-1"), own)


def test_who_has_left_holds_nothing_up_and_its_words_come_back_with_it(draft: str) -> None:
    spoken(draft)
    lead, editor, approver = (people.actor(who) for who in ("approver", "other_editor", "other_admin"))
    with unit_of_work():
        for actor in (editor, lead):  # an approver's act, and not the lead's
            with pytest.raises(Forbidden):
                leaving.leave(actor, spec(draft), "予算を見送ったため")
        with pytest.raises(Invalid):
            leaving.leave(approver, spec(draft), " ")
        leaving.leave(approver, spec(draft), "予算を見送ったため")
    with unit_of_work():
        assert [row.id for row in queries.parties(spec(draft))] == [people.HOME_TOWN]
        assert position_queries.objections(spec(draft)) == []
        assert position_queries.annex(spec(draft)) == []
        assert position_matrix.read(spec(draft)).rows[0].cells == {}
        assert {one.cause for one in freezing.obstacles(spec(draft))} == {Cause.UNCONFIRMED}
        with pytest.raises(Forbidden):
            positions.agree_all(approver, spec(draft))
        with pytest.raises(Conflict):
            leaving.remove(lead, spec(draft), people.OTHER_TOWN, "届いていないため")
        services.add_parties(lead, spec(draft), [people.OTHER_TOWN])
        assert [row.key for row in position_queries.objections(spec(draft))] == ["X-2"]
        assert [row.place for row in position_queries.annex(spec(draft))] == ["X-1"]
    told = people.told("specification.left")
    assert {address for address, _ in told} == {people.email_of("approver")}
    assert "予算を見送ったため" in told[0][1]["text"]


def test_the_lead_removes_a_town_that_is_told_why(draft: str, client_for: Any) -> None:
    spoken(draft)
    page = f"/specifications/{draft}/consultation"
    client = client_for("approver")
    refused = client.post(f"{page}/remove", data={"municipality": people.OTHER_TOWN, "why": ""})
    assert refused.status_code == 422
    sent = {"municipality": people.OTHER_TOWN, "why": "参加の取りやめの連絡があったため"}
    assert client_for("other_admin").post(f"{page}/remove", data=sent).status_code == 403
    assert client.post(f"{page}/remove", data=sent).status_code == 303
    told = people.told("specification.party_removed")
    assert {address for address, _ in told} == {
        people.email_of(who) for who in ("other_editor", "other_admin")
    }
    assert client_for("other_editor").get(page).status_code == 404
    with unit_of_work(), pytest.raises(Conflict):
        leaving.remove(people.actor("approver"), spec(draft), people.HOME_TOWN, "理由")


def test_a_draft_that_is_given_up_asks_for_nothing_more(draft: str, client_for: Any) -> None:
    page = f"/specifications/{draft}/consultation"
    assert client_for("editor").post(f"{page}/abandon", data={"why": "理由"}).status_code == 403
    assert (
        client_for("approver").post(f"{page}/abandon", data={"why": "予算を見送ったため"}).status_code == 303
    )
    with unit_of_work():
        assert spec(draft).status is Status.ABANDONED
        assert consulting_queries.current(spec(draft)) is None
        with pytest.raises(Conflict):
            positions.agree_all(people.actor("editor"), spec(draft))
    shown = client_for("other_editor").get(f"/specifications/{draft}").text
    assert "この仕様書の作成は、取りやめになりました。" in shown
    assert "次にすること" not in shown
    assert client_for("company").get(f"/specifications/{draft}").status_code == 404
    assert {address for address, _ in people.told("specification.abandoned")} >= {
        people.email_of("other_editor")
    }


def test_an_objection_to_a_text_that_changed_since_waits_for_its_town(draft: str) -> None:
    spoken(draft)
    lead, town = people.actor("approver"), people.actor("other_editor")

    def asked(actor: Actor) -> set[str]:
        return {row.task for row in tasks.waiting_for(actor)}

    with unit_of_work():
        spec(draft).take("consult")
        spec(draft).consult_until = now() - timedelta(
            minutes=1
        )  # who says nothing has no remark; a wish stays one
        assert asked(lead) == {"answer"}
        found = [one.who for one in freezing.obstacles(spec(draft)) if one.cause is Cause.OBJECTION]
        assert found == ["豊中市"]
        edit = Edit(Thing.ITEM, "X-2", {"text": "要件2を5秒で満たすこと"}, spec(draft).revision)
        writing.write(lead, spec(draft), edit)
        found = [one.who for one in freezing.obstacles(spec(draft)) if one.cause is Cause.OBJECTION]
        assert found == ["高槻市"]
        assert (asked(lead), asked(town)) == (set(), {"state"})
