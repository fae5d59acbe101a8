"""The pages of clusters and plans, as each reader finds them."""

from __future__ import annotations

import pytest

from govtech.clusters import services
from govtech.clusters.models import Cluster
from govtech.core.db import session, unit_of_work
from govtech.needs.models import Need
from tests import people
from tests.clusters import towns


@pytest.fixture
def cluster_id(actor_for):
    """Three towns with needs alike and one that joined, proposed."""
    ids = towns.bookings()
    towns.join(towns.YAO, ids[0], population=4_321, budget_max=777_000, fiscal_year=2029)
    with unit_of_work():
        session.get_one(Need, ids[0]).network = "lgwan"
        session.get_one(Need, ids[1]).network = "internet"
    towns.compute()
    return towns.cluster_of(ids[0])


def test_from_proposal_to_plan_by_its_pages(client_for, cluster_id):
    coordinator, visitor = client_for("coordinator"), client_for(people.VISITOR)
    other = client_for("other_editor")
    assert "確認を待つ共同化候補が1件あります" in coordinator.get("/").text
    assert visitor.get(f"/clusters/{cluster_id}").status_code == 404
    page = coordinator.get(f"/clusters/{cluster_id}").text
    for words in (
        "4,321",
        "777,000円",
        "令和11年度",
        "4団体",
        "予約",
        "ニーズごとのネットワークの違い",
        "うちの町もと参加",
    ):
        assert words in page
    assert coordinator.post(f"/clusters/{cluster_id}/confirm").status_code == 303
    assert coordinator.post(f"/clusters/{cluster_id}/confirm").status_code == 409
    assert visitor.get(f"/clusters/{cluster_id}").status_code == 200
    typed = {"municipalities": [people.OTHER_TOWN], "message": "ぜひごいっしょに"}
    assert coordinator.post(f"/clusters/{cluster_id}/invite", data=typed).status_code == 303
    assert coordinator.post(f"/clusters/{cluster_id}/invite", data={}).status_code == 422
    assert "ぜひごいっしょに" not in visitor.get(f"/clusters/{cluster_id}").text
    assert "共同化のお誘いです" in other.get("/").text
    assert "ぜひごいっしょに" in other.get(f"/clusters/{cluster_id}").text
    need_id = towns.loaded(cluster_id).need_ids()[0]
    assert other.post(f"/clusters/{cluster_id}/join", data={"population": "x"}).status_code == 422
    answered = other.post(f"/clusters/{cluster_id}/join", data={"need_id": need_id, "population": "5,000"})
    assert answered.status_code == 303
    assert "共同化のお誘いです" not in other.get("/").text
    moved = coordinator.post(f"/clusters/{cluster_id}/hand-over")
    assert moved.headers["Location"].startswith("/procurements/")
    assert (
        coordinator.post(f"/clusters/{cluster_id}/hand-over").headers["Location"] == moved.headers["Location"]
    )
    plan = visitor.get(moved.headers["Location"]).text
    for words in ("5,000人", "4,321人", "関心あり", "共同化候補", "計画中"):
        assert words in plan
    assert "この困りごとは共同調達の計画になりました" in visitor.get(f"/needs/{need_id}").text
    assert moved.headers["Location"] in visitor.get("/procurements").text


def test_a_town_puts_its_part_right_and_withdraws(client_for, actor_for, cluster_id):
    coordinator, other = actor_for("coordinator"), client_for("other_editor")
    towns.join(people.OTHER_TOWN, towns.loaded(cluster_id).need_ids()[0], population=1)
    with unit_of_work():
        services.confirm(coordinator, session.get_one(Cluster, cluster_id))
    with unit_of_work():
        plan = f"/procurements/{services.hand_over(coordinator, session.get_one(Cluster, cluster_id)).id}"
    form = {
        "population": "9,876",
        "quantity": "３０",
        "unit": "施設",
        "start_month": "2028年4月",
        "version": "1",
    }
    wrong = other.post(f"{plan}/part", data={**form, "start_month": "春"})
    assert wrong.status_code == 422
    assert "春" in wrong.text
    assert other.post(f"{plan}/part", data={**form, "unit": ""}).status_code == 422
    assert other.post(f"{plan}/part", data=form).status_code == 303
    assert other.post(f"{plan}/part", data=form).status_code == 409
    page = other.get(plan).text
    assert "9,876人" in page
    assert "2028-04" in page
    assert other.post(f"{plan}/part/withdraw").status_code == 303
    assert "もう一度参加する" in other.get(plan).text
    town = client_for("editor")
    assert "この計画に加わる" in town.get(plan).text
    assert town.post(f"{plan}/part/withdraw").status_code == 404
    assert town.post(f"{plan}/part", data={"population": "1,111"}).status_code == 303
    assert "1,111人" in town.get(plan).text
    assert client_for("company").get(f"{plan}/part").status_code == 403
    assert client_for("company").get(f"{plan}/edit").status_code == 403
    boss = client_for("coordinator")
    edited = {"title": "施設予約の共同調達", "purpose": "", "fiscal_year": "2030", "version": "1"}
    assert boss.post(f"{plan}/edit", data=edited).status_code == 303
    assert boss.post(f"{plan}/edit", data=edited).status_code == 409
    assert boss.post(f"{plan}/cancel", data={}).status_code == 422
    assert boss.post(f"{plan}/cancel", data={"reason": "国が配る"}).status_code == 303
    assert "国が配る" in client_for(people.VISITOR).get(plan).text
    assert other.post(f"{plan}/part", data={**form, "version": "3"}).status_code == 409


def test_editing_dismissing_and_taking_back(client_for, cluster_id):
    client = client_for("coordinator")
    held = towns.loaded(cluster_id)
    assert all(need_id in client.get(f"/clusters/{cluster_id}/edit").text for need_id in held.need_ids())
    stale = {"title": "名前", "needs": held.need_ids(), "version": "77"}
    assert client.post(f"/clusters/{cluster_id}/edit", data=stale).status_code == 409
    fresh = {**stale, "version": str(held.version)}
    assert client.post(f"/clusters/{cluster_id}/edit", data=fresh).status_code == 303
    assert client.post(f"/clusters/{cluster_id}/dismiss", data={"reason": ""}).status_code == 422
    assert client.post(f"/clusters/{cluster_id}/dismiss", data={"reason": "別のしくみ"}).status_code == 303
    assert "別のしくみ" in client_for("editor").get(f"/clusters/{cluster_id}").text
    assert client.post(f"/clusters/{cluster_id}/reopen").status_code == 303
    assert client_for("other_editor").get(f"/clusters/{cluster_id}/decline").status_code == 404
    assert client_for("editor").get(f"/clusters/{cluster_id}/edit").status_code == 403


def test_a_declined_invitation_keeps_its_reason_among_staff(client_for, cluster_id):
    coordinator = client_for("coordinator")
    coordinator.post(f"/clusters/{cluster_id}/confirm")
    coordinator.post(f"/clusters/{cluster_id}/invite", data={"municipalities": [people.OTHER_TOWN]})
    other = client_for("other_editor")
    assert other.post(f"/clusters/{cluster_id}/decline", data={"reason": "契約が続く"}).status_code == 303
    assert other.post(f"/clusters/{cluster_id}/decline", data={"reason": "二度目"}).status_code == 409
    assert "契約が続く" in client_for("editor").get(f"/clusters/{cluster_id}").text
    assert "契約が続く" not in client_for("company").get(f"/clusters/{cluster_id}").text


def test_lists_take_a_handful_of_statements_however_many_rows(client_for, counting, cluster_id):
    client = client_for("coordinator")
    client.get("/clusters")
    with counting() as few:
        client.get("/clusters")
    for code, text in ((towns.IKEDA, towns.ROADS), (towns.SETTSU, towns.ROADS)):
        towns.post(code, text)
    towns.compute()
    with counting() as more:
        assert client.get("/clusters?status=proposed").status_code == 200
    assert len(more) == len(few)


def test_english_and_unknown_addresses(client_for, cluster_id):
    client = client_for("coordinator")
    assert "First fiscal year all can join" in client.get(f"/clusters/{cluster_id}?lang=en").text
    assert client.get("/clusters/zzzzzzzzzz").status_code == 404
    assert client.get("/procurements/zzzzzzzzzz").status_code == 404
    assert client.get("/clusters?status=nonsense&cursor=x").status_code == 200
    assert client.get("/procurements?status=planning").status_code == 200
