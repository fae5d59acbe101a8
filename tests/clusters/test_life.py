"""The life of a cluster: proposed by the clock, decided by a coordinator, handed over once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govtech.clusters import proposing, queries, services
from govtech.clusters.content import ClusterData, SupportData
from govtech.clusters.models import Cluster, ClusterStatus, Invitation, InvitationStatus, Standing
from govtech.clusters.search import to_document
from govtech.clusters.support_models import Support
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid, NotFound
from govtech.core.policy import MUNICIPAL, PUBLIC, SYSTEM
from govtech.needs import services as needs
from govtech.needs.models import Need
from govtech.procurements.models import Procurement
from tests import people
from tests.clusters import towns


def act(actor, cluster_id, verb, *arguments):
    with unit_of_work():
        return verb(actor, session.get_one(Cluster, cluster_id), *arguments)


@pytest.fixture
def cluster_id(actor_for):
    """Three towns with needs alike, proposed."""
    ids = towns.bookings()
    towns.compute()
    return towns.cluster_of(ids[0])


@pytest.fixture
def confirmed(actor_for, cluster_id):
    act(actor_for("coordinator"), cluster_id, services.confirm)
    return cluster_id


def test_three_needs_alike_are_proposed_once(database):
    ids = towns.bookings()
    towns.post(towns.YAO, towns.ROADS)
    assert towns.compute() == 1
    before = towns.clusters()
    assert list(before.values()) == [("proposed", frozenset(ids))]
    assert towns.compute() == 0
    assert towns.clusters() == before


def test_a_need_joined_by_others_is_proposed_and_keeps_its_page_when_it_grows(database):
    need_id = towns.post(towns.SUITA)
    towns.compute()
    assert towns.clusters() == {}
    towns.join(towns.YAO, need_id)
    towns.compute()
    (cluster_id,) = towns.clusters()
    other = towns.post(towns.IBARAKI, towns.BOOKING[1])
    towns.compute()
    assert towns.clusters() == {cluster_id: ("proposed", frozenset([need_id, other]))}


def test_what_no_longer_follows_goes(database):
    ids = [
        towns.post(code, text)
        for code, text in zip((towns.SUITA, towns.MINOH), towns.BOOKING[:2], strict=True)
    ]
    towns.compute()
    assert len(towns.clusters()) == 1
    with unit_of_work():
        needs.withdraw(towns.town(towns.SUITA), session.get_one(Need, ids[0]), "不要になった")
    towns.compute()
    assert towns.clusters() == {}


def test_confirming_leaves_the_cluster_to_its_coordinator(actor_for, confirmed):
    before = towns.clusters()[confirmed]
    newcomer = towns.post(towns.IKEDA, towns.BOOKING[1])
    towns.compute()
    assert towns.clusters() == {confirmed: before}
    assert towns.loaded(confirmed).need_ids(Standing.SUGGESTED) == [newcomer]
    cluster = towns.loaded(confirmed)
    data = ClusterData("公共施設の予約", (*cluster.need_ids(), newcomer))
    act(actor_for("coordinator"), confirmed, services.edit, data, cluster.version)
    towns.compute()
    assert newcomer in towns.loaded(confirmed).need_ids()
    assert towns.loaded(confirmed).title == "公共施設の予約"
    assert towns.loaded(confirmed).need_ids(Standing.SUGGESTED) == []


def test_a_proposal_that_was_edited_is_left_alone(actor_for, cluster_id):
    cluster = towns.loaded(cluster_id)
    kept = cluster.need_ids()[:2]
    act(
        actor_for("coordinator"),
        cluster_id,
        services.edit,
        ClusterData("二つだけ", tuple(kept)),
        cluster.version,
    )
    towns.compute()
    held = towns.loaded(cluster_id)
    assert (held.title, held.need_ids()) == ("二つだけ", kept)
    assert len(held.need_ids(Standing.SUGGESTED)) == 1
    with pytest.raises(Conflict):
        act(
            actor_for("coordinator"),
            cluster_id,
            services.edit,
            ClusterData("古い版", tuple(kept)),
            cluster.version,
        )
    with pytest.raises(Invalid):
        act(actor_for("coordinator"), cluster_id, services.edit, ClusterData("空"), held.version)


def test_a_dismissed_group_comes_back_only_when_it_grew(actor_for, cluster_id):
    act(actor_for("coordinator"), cluster_id, services.dismiss, "仕様がまとまらないため")
    towns.compute()
    assert list(towns.clusters()) == [cluster_id]
    towns.join(towns.YAO, towns.loaded(cluster_id).need_ids()[0])
    towns.compute()
    found = towns.clusters()
    (again,) = set(found) - {cluster_id}
    assert found[again] == ("proposed", found[cluster_id][1])
    assert towns.loaded(again).grown_from == cluster_id


def test_a_dismissal_can_be_taken_back(actor_for, cluster_id):
    coordinator = actor_for("coordinator")
    act(coordinator, cluster_id, services.dismiss, "理由")
    act(coordinator, cluster_id, services.reopen)
    towns.compute()
    assert [status for status, _ in towns.clusters().values()] == ["proposed"]
    act(coordinator, cluster_id, services.confirm)


def test_one_town_alone_is_not_confirmed(actor_for, cluster_id):
    cluster = towns.loaded(cluster_id)
    data = ClusterData("ひとつ", tuple(cluster.need_ids()[:1]))
    act(actor_for("coordinator"), cluster_id, services.edit, data, cluster.version)
    with pytest.raises(Conflict, match="2つ以上"):
        act(actor_for("coordinator"), cluster_id, services.confirm)


@pytest.mark.parametrize("who", ["editor", "admin", "company", "auditor", "operator"])
def test_only_coordinators_decide(actor_for, confirmed, who):
    for verb, more in (
        (services.edit, (ClusterData("x"), 1)),
        (services.confirm, ()),
        (services.dismiss, ("x",)),
        (services.reopen, ()),
        (services.invite, ([towns.YAO],)),
        (services.hand_over, ()),
    ):
        with pytest.raises(Forbidden):
            act(actor_for(who), confirmed, verb, *more)
    actor = actor_for(who)
    with pytest.raises(Forbidden), unit_of_work():
        proposing.write(actor, proposing.think(proposing.read()))


def test_who_reads_which_cluster(actor_for, cluster_id):
    inside, outside = (
        ("editor", "other_editor", "coordinator"),
        (people.VISITOR, "company", "auditor", "operator"),
    )

    def readers() -> set[str]:
        found = set()
        for who in (*inside, *outside):
            actor = actor_for(who)
            with unit_of_work(writes=False):
                try:
                    queries.get(actor, cluster_id)
                except NotFound:
                    continue
                found.add(who)
        return found

    def tokens() -> frozenset[str] | None:
        with unit_of_work(writes=False):
            document = to_document(session.get_one(Cluster, cluster_id))
            return document and document.tokens

    assert readers() == set(inside)
    assert tokens() == {MUNICIPAL}
    act(actor_for("coordinator"), cluster_id, services.confirm)
    assert readers() == {*inside, *outside}
    assert tokens() == {PUBLIC}
    act(actor_for("coordinator"), cluster_id, services.dismiss, "理由")
    assert readers() == set(inside)
    assert tokens() is None


def invited(actor_for, cluster_id, code=people.OTHER_TOWN):
    act(actor_for("coordinator"), cluster_id, services.invite, [code, "company1", towns.SUITA], "ぜひ")
    with unit_of_work(writes=False):
        return session.scalars(sa.select(Invitation.id).where(Invitation.organisation_id == code)).one()


def answer(actor, invitation_id, verb, *arguments):
    with unit_of_work():
        return verb(actor, session.get_one(Invitation, invitation_id), *arguments)


def status_of(invitation_id):
    with unit_of_work(writes=False):
        return session.get_one(Invitation, invitation_id).status


def test_an_invited_town_has_a_task_and_joins_by_joining_a_need(actor_for, confirmed):
    invitation_id, other, editor = (
        invited(actor_for, confirmed),
        actor_for("other_editor"),
        actor_for("editor"),
    )
    with unit_of_work(writes=False):
        assert [row.id for row in queries.waiting_for(other)] == [confirmed]
        assert queries.waiting_for(editor) == []
        assert [row.organisation for row in queries.invitations(session.get_one(Cluster, confirmed))] == [
            "高槻市"
        ]
    need_id = towns.loaded(confirmed).need_ids()[0]
    with pytest.raises(Forbidden):
        answer(actor_for("editor"), invitation_id, services.accept, need_id, SupportData())
    with pytest.raises(Invalid):
        answer(other, invitation_id, services.accept, "zzz", SupportData())
    answer(other, invitation_id, services.accept, need_id, SupportData(population=10))
    with unit_of_work(writes=False):
        assert session.get_one(Invitation, invitation_id).status is InvitationStatus.JOINED
        assert queries.waiting_for(other) == []
    with pytest.raises(Conflict):
        answer(other, invitation_id, services.decline, "やはり")
    with pytest.raises(Conflict):
        answer(other, invitation_id, services.accept, need_id, SupportData())


def test_joining_the_need_itself_answers_the_invitation(actor_for, confirmed):
    invitation_id = invited(actor_for, confirmed)
    towns.join(people.OTHER_TOWN, towns.loaded(confirmed).need_ids()[1])
    assert status_of(invitation_id) is InvitationStatus.JOINED


def test_who_declined_can_be_asked_again_and_can_still_join(actor_for, confirmed):
    invitation_id, other = invited(actor_for, confirmed), actor_for("other_editor")
    answer(other, invitation_id, services.decline, "今は契約がある")
    assert act(actor_for("coordinator"), confirmed, services.invite, [people.OTHER_TOWN]) == 1
    assert act(actor_for("coordinator"), confirmed, services.invite, [people.OTHER_TOWN]) == 0
    answer(other, invitation_id, services.decline, "")
    need_id = towns.loaded(confirmed).need_ids()[0]
    answer(other, invitation_id, services.accept, need_id, SupportData())
    assert status_of(invitation_id) is InvitationStatus.JOINED


def test_only_a_confirmed_cluster_invites_or_becomes_a_plan(actor_for, cluster_id):
    for verb, more in ((services.invite, ([people.OTHER_TOWN],)), (services.hand_over, ())):
        with pytest.raises(Conflict):
            act(actor_for("coordinator"), cluster_id, verb, *more)


def test_towns_to_invite_come_in_order_of_how_near_they_are(actor_for, confirmed):
    towns.post(towns.YAO, towns.BOOKING[1])
    towns.compute()
    with unit_of_work(writes=False):
        cluster = session.get_one(Cluster, confirmed)
        rows = queries.invitable(cluster, cluster.municipalities)
    assert rows[0].code == towns.YAO
    assert rows[0].alike
    codes = [row.code for row in rows]
    assert len(codes) == len(set(codes)) == 40
    assert not {towns.SUITA, towns.IBARAKI, towns.MINOH} & set(codes)


def test_handing_over_copies_the_figures_and_happens_once(actor_for, database):
    texts = zip((towns.SUITA, towns.IBARAKI), towns.BOOKING[:2], strict=True)
    figures = {
        "population": 100,
        "volume": 7,
        "volume_unit": "件／年",
        "budget_max": 500,
        "fiscal_year": 2027,
    }
    ids = [towns.post(code, text, **figures) for code, text in texts]
    towns.join(towns.YAO, ids[0], population=30, volume=2, budget_min=10, budget_max=20, fiscal_year=2028)
    towns.compute()
    cluster_id, coordinator = towns.cluster_of(ids[0]), actor_for("coordinator")
    act(coordinator, cluster_id, services.confirm)
    first = act(coordinator, cluster_id, services.hand_over).id
    assert act(coordinator, cluster_id, services.hand_over).id == first
    with unit_of_work(writes=False):
        plan = session.get_one(Procurement, first)
        parts = {part.organisation_id: part for part in plan.participations}
        assert set(parts) == {towns.SUITA, towns.IBARAKI, towns.YAO}
        assert plan.fiscal_year == 2028
        assert sorted(need.need_id for need in plan.needs) == sorted(ids)
        yao = parts[towns.YAO]
        assert (yao.population, yao.quantities, yao.budget_min, yao.budget_max) == (30, {"件／年": 2}, 10, 20)
        assert {part.status.value for part in parts.values()} == {"interested"}
        assert session.scalar(sa.select(sa.func.count(Procurement.id))) == 1
        assert session.get_one(Cluster, cluster_id).status is ClusterStatus.HANDED_OVER
    towns.compute()
    assert towns.clusters()[cluster_id][0] == "handed_over"


def test_needs_that_went_on_to_a_plan_are_not_proposed_again(actor_for, confirmed):
    act(actor_for("coordinator"), confirmed, services.hand_over)
    first = towns.post(towns.IKEDA, towns.BOOKING[0])
    towns.compute()
    assert list(towns.clusters()) == [confirmed]
    second = towns.post(towns.YAO, towns.BOOKING[1])
    towns.compute()
    assert {needs for key, (_, needs) in towns.clusters().items() if key != confirmed} == {
        frozenset([first, second])
    }


def test_the_clock_rests_when_nothing_changed(delivery, actor_for):
    need_id = towns.post(towns.SUITA)
    with unit_of_work():
        session.add(Support(need_id=need_id, organisation_id=towns.YAO))
    renewal = proposing.Renewal()
    with unit_of_work(writes=False):
        assert (found := renewal.read()) is not None
    with unit_of_work():
        assert renewal.write(SYSTEM, proposing.think(found)) == 1
    renewal._rest_until = 0.0
    with unit_of_work(writes=False):
        assert renewal.read() is None
