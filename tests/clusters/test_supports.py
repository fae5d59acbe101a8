"""うちの町も: who may join what, what is told, and what becomes of the figures."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govtech.clusters import covering, support_services
from govtech.clusters.content import SupportData
from govtech.clusters.support_models import Support
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.journal import Consumer, Outbox
from govtech.needs import services as needs
from govtech.needs.models import Need
from govtech.notices.models import Watch
from tests import people
from tests.clusters import towns
from tests.needs import board


def told() -> dict[str, str]:
    """Who was told: user id and kind."""
    with unit_of_work(writes=False):
        rows = session.scalars(sa.select(Outbox.payload).where(Outbox.consumer == Consumer.NOTICE)).all()
        return {row["user_id"]: row["kind"] for row in rows if "うちの町も" in row["title"]}


def joined(actor_for, need_id, who="other_editor", **figures) -> str:
    actor = actor_for(who)
    with unit_of_work():
        support = support_services.join(actor, session.get_one(Need, need_id), SupportData(**figures))
        session.flush()
        return support.id


def test_joining_tells_the_owner_and_watchers_and_watches(actor_for):
    need_id = board.published(actor_for)
    owner, other, mine = actor_for("editor"), actor_for("other_admin"), actor_for("other_editor")
    with unit_of_work():
        session.add(Watch(user_id=other.user_id, subject_type="need", subject_id=need_id))
    joined(actor_for, need_id, population=1_000)
    seen = told()
    assert seen[owner.user_id] == "invitation"
    assert seen[other.user_id] == "watch"
    assert mine.user_id not in seen
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(Watch.id).where(Watch.user_id == mine.user_id)) is not None


def test_joining_twice_is_one_joining_with_the_latest_figures(actor_for):
    need_id = board.published(actor_for)
    first = joined(actor_for, need_id, population=1_000, volume=5)
    before = len(told())
    assert joined(actor_for, need_id, "other_admin", population=2_000) == first
    with unit_of_work(writes=False):
        support = session.get_one(Support, first)
        assert (support.population, support.volume, support.volume_unit) == (2_000, None, "")
    assert len(told()) == before


def test_figures_count_in_the_unit_of_the_need(actor_for):
    need_id = board.published(actor_for)
    support_id = joined(actor_for, need_id, volume=7, volume_unit="台")
    with unit_of_work(writes=False):
        assert session.get_one(Support, support_id).volume_unit == board.STATED.volume_unit


def test_a_volume_needs_a_unit_when_the_need_has_none(actor_for):
    need_id = board.published(actor_for, volume=None, volume_unit="")
    with pytest.raises(Invalid) as refusal:
        joined(actor_for, need_id, volume=7)
    assert "volume_unit" in refusal.value.errors
    with pytest.raises(Invalid):
        joined(actor_for, need_id, budget_min=2, budget_max=1)


@pytest.mark.parametrize(
    "who", ["editor", "approver", "company", "group", "coordinator", "auditor", "operator"]
)
def test_only_other_municipalities_join(actor_for, who):
    need_id = board.published(actor_for)
    with pytest.raises(Forbidden):
        joined(actor_for, need_id, who)


def test_what_is_not_public_or_over_is_not_joined(actor_for):
    with pytest.raises(Forbidden):
        joined(actor_for, board.draft(actor_for))
    closed, _ids = board.closed(actor_for)
    joined(actor_for, closed)  # still looking for an answer
    approver = actor_for("approver")
    with unit_of_work():
        needs.unmatch(approver, session.get_one(Need, closed), "なし")
    with unit_of_work():
        session.delete(session.scalars(sa.select(Support)).one())
    with pytest.raises(Conflict):
        joined(actor_for, closed)


def test_leaving_takes_the_figures_out_and_coming_back_puts_them_in(actor_for):
    need_id = board.published(actor_for)
    support_id, other = joined(actor_for, need_id, population=1_000), actor_for("other_editor")

    def covered() -> int:
        with unit_of_work(writes=False):
            return len(covering.demands([need_id]))

    assert covered() == 2
    with unit_of_work():
        support_services.leave(other, session.get_one(Support, support_id))
    assert covered() == 1
    with pytest.raises(Conflict), unit_of_work():
        support_services.leave(other, session.get_one(Support, support_id))
    with pytest.raises(Conflict), unit_of_work():
        support_services.restate(other, session.get_one(Support, support_id), SupportData(population=5))
    assert joined(actor_for, need_id, population=3_000) == support_id
    assert covered() == 2


def test_nobody_changes_what_another_municipality_stated(actor_for):
    need_id = board.published(actor_for)
    support_id = joined(actor_for, need_id)
    for who in ("editor", "company", "coordinator"):
        with pytest.raises(Forbidden), unit_of_work():
            support_services.leave(actor_for(who), session.get_one(Support, support_id))


def test_a_municipality_counts_once(database):
    first = towns.post(
        towns.SUITA, population=100, volume=10, volume_unit="件", budget_max=50, fiscal_year=2027
    )
    second = towns.post(
        towns.SUITA, population=80, volume=5, volume_unit="件", budget_min=20, fiscal_year=2028
    )
    towns.join(towns.YAO, first, population=7, fiscal_year=2027)
    towns.join(towns.YAO, second, population=9, fiscal_year=2029)
    other = towns.post(towns.MINOH, population=1)
    towns.join(towns.SUITA, other, population=999, budget_max=999)
    with unit_of_work(writes=False):
        rows = {row.municipality: row for row in covering.demands([first, second, other])}
    assert set(rows) == {towns.SUITA, towns.YAO, towns.MINOH}
    suita = rows[towns.SUITA]
    assert (suita.population, dict(suita.volumes)) == (100, {"件": 15})
    assert suita.budget == (70, 70)
    assert suita.fiscal_year == 2028
    assert rows[towns.YAO].population == 9


def test_the_need_page_shows_who_joined_and_keeps_contacts_among_staff(client_for, actor_for):
    need_id = board.published(actor_for)
    joined(
        actor_for, need_id, population=12_345, budget_max=678_000, note="内々のひとこと", contact="内線4321"
    )
    for who in (people.VISITOR, "company", "auditor"):
        page = client_for(who).get(f"/needs/{need_id}").text
        assert "12,345" in page
        assert "高槻市" in page
        assert "内々のひとこと" not in page
        assert "内線4321" not in page
        assert "うちの町も、と参加する" not in page
    for who in ("editor", "other_editor", "coordinator"):
        assert "内線4321" in client_for(who).get(f"/needs/{need_id}").text


def test_the_form_begins_with_the_population_and_keeps_what_was_typed(client_for, actor_for):
    need_id = board.published(actor_for)
    client = client_for("other_editor")
    assert 'value="352,876' in client.get(f"/needs/{need_id}/support").text
    wrong = client.post(f"/needs/{need_id}/support", data={"population": "たくさん", "note": "ひとこと"})
    assert wrong.status_code == 422
    assert "たくさん" in wrong.text
    assert client.post(f"/needs/{need_id}/support", data={"population": "１，０００"}).status_code == 303
    page = client.get(f"/needs/{need_id}").text
    assert "自団体の数字を直す" in page
    assert client.post(f"/needs/{need_id}/support/leave").status_code == 303
    assert client.post(f"/needs/{need_id}/support/leave").status_code == 409
    assert "うちの町も、と参加する" in client.get(f"/needs/{need_id}").text
    assert client_for("other_admin").get("/needs/zzzzzzzzzz/support").status_code == 404
    assert client_for("editor").get(f"/needs/{need_id}/support").status_code == 403
