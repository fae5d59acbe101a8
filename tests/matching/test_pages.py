"""What fits is shown with its reasons, feedback has its effect, and neither reaches anybody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden, NotFound
from govtech.matching import queries, services, suggesting
from govtech.matching.models import HideReason
from govtech.matching.services import HideData
from govtech.needs import response_services
from govtech.needs import services as needs
from govtech.needs.models import Need
from govtech.needs.response_content import ResponseData
from govtech.organisations import services as organisations
from govtech.organisations.models import Organisation
from tests.matching import stage
from tests.needs import board

FITTING = "合いそうなソリューション"


@pytest.fixture
def both(actor_for) -> tuple[str, str]:
    """A road app and a nursery system, of two companies."""
    return stage.offered(actor_for), stage.offered(actor_for, "other_company", stage.NURSERY_APP)


def page(client, need: str) -> str:
    return client.get(f"/needs/{need}").text


def for_us(actor_for, who: str = "company") -> list[str]:
    with unit_of_work(writes=False):
        return [one.need_id for one in suggesting.for_organisation(actor_for(who))]


def hide(actor_for, need: str, reason: str, who: str = "company", note: str = "") -> str:
    with unit_of_work():
        return services.hide(actor_for(who), stage.get(Need, need), HideData(reason, note)).id


def begun(actor_for, need: str) -> None:
    """A response that the company has begun to write."""
    with unit_of_work():
        response_services.start(actor_for("company"), stage.get(Need, need), ResponseData())


# ---- on the page of a need


def test_a_need_shows_what_fits_and_why(client, actor_for, both) -> None:
    text = page(client, stage.asked(actor_for))
    part = text[text.index(FITTING) :]
    assert stage.ROAD_APP.name in part
    assert stage.NURSERY_APP.name not in part
    assert "なぜ？" in part
    for reason in ("共通する言葉", "道路", "文章", "取組", "ネットワーク", "規模", "予算"):
        assert reason in part


def test_a_condition_that_does_not_hold_is_said(client, actor_for, both) -> None:
    text = page(client, stage.asked(actor_for, budget_min=None, budget_max=10_000))
    assert "予算を超える" in text
    assert "合わない" in text


def test_a_draft_shows_its_owners_what_fits(client, client_for, actor_for, both) -> None:
    need = board.draft(actor_for, **stage.ROADS)
    assert stage.ROAD_APP.name in page(client_for("editor"), need)
    assert client.get(f"/needs/{need}").status_code == 404


def test_only_what_the_reader_may_see_is_suggested(client, client_for, actor_for, both) -> None:
    need = stage.asked(actor_for)
    draft = board.draft(actor_for, **{**stage.ROADS, "title": "道路の通報の秘密の下書き"})
    with unit_of_work():
        organisations.suspend(actor_for("coordinator"), session.get_one(Organisation, "company1"), "確認")
    for reader in (client, client_for("group"), client_for("editor")):
        text = page(reader, need)
        assert stage.ROAD_APP.name not in text
        assert "秘密の下書き" not in text
    assert draft


def test_needs_alike_stand_on_the_page_once(client, actor_for) -> None:
    first = stage.asked(actor_for)
    stage.asked(actor_for, title="道路の陥没の通報を写真で受けたい")
    text = page(client, first)
    assert text.count("似たニーズ</h2>") == 1
    assert "似たもの" not in text
    assert text.count("道路の陥没の通報を写真で受けたい") >= 1


# ---- what a municipality thinks of it


def test_an_opinion_moves_the_solution_for_that_municipality_alone(
    client, client_for, actor_for, both
) -> None:
    need, second = stage.asked(actor_for), stage.asked(actor_for, title="街路灯と道路の故障の通報を受けたい")
    editor = client_for("editor")
    answer = editor.post(f"/needs/{need}/fitting/{both[0]}", data={"useful": "no"})
    assert answer.status_code == 303
    assert "「違う」とした1件" in page(editor, need)
    assert "「違う」とした" not in page(client, need)
    assert stage.ROAD_APP.name in page(client, need)
    assert stage.ROAD_APP.name in page(editor, second)
    editor.post(f"/needs/{need}/fitting/{both[0]}", data={"useful": "yes"})
    assert "自団体の評価：役に立った" in page(editor, need)
    assert "自団体の評価" not in page(client_for("company"), need)
    editor.post(f"/needs/{need}/fitting/{both[0]}", data={})
    assert "自団体の評価：" not in page(editor, need)


def test_only_the_owners_judge(client_for, actor_for, both) -> None:
    need = stage.asked(actor_for)
    for who in ("other_editor", "company", "coordinator", "group"):
        answer = client_for(who).post(f"/needs/{need}/fitting/{both[0]}", data={"useful": "no"})
        assert answer.status_code == 403


# ---- needs for a supplier


def test_a_supplier_sees_needs_for_its_solutions(client_for, actor_for, both) -> None:
    road, nursery = stage.asked(actor_for), board.published(actor_for)
    assert for_us(actor_for) == [road]
    assert for_us(actor_for, "other_company") == [nursery]
    text = client_for("company").get("/matching").text
    assert stage.ROADS["title"] in text
    assert "合うソリューション" in text
    assert board.STATED.title not in text


def test_only_what_it_could_answer_now_is_suggested(actor_for, both, frozen) -> None:
    stage.asked(actor_for, title="道路の損傷の通報は市民団体から", respondents="civic_groups")
    answered, closed = stage.asked(actor_for), stage.asked(actor_for, title="道路の穴の通報 締切済み")
    board.close(closed)
    begun(actor_for, answered)
    board.draft(actor_for, **stage.ROADS)
    assert for_us(actor_for) == []


def test_without_a_solution_the_organisation_itself_is_compared(client_for, actor_for) -> None:
    road = stage.asked(actor_for)
    group = actor_for("group")
    with unit_of_work():
        one = session.get_one(Organisation, group.organisation_id)
        one.description = "道路の損傷の通報を写真と位置で地図に載せる活動をしています。"
    assert for_us(actor_for, "group") == [road]
    assert "ソリューションを公開すると" in client_for("group").get("/matching").text


def test_hiding_takes_a_need_away_and_lowers_those_alike(client_for, actor_for, both) -> None:
    road = stage.asked(actor_for)
    other = stage.asked(actor_for, title="道路の陥没の通報をもっと早く受けたい")
    browser = client_for("company")
    before = dict(scores(actor_for))
    assert browser.post(f"/matching/needs/{road}/hide", data={}).status_code == 422
    answer = browser.post(f"/matching/needs/{road}/hide", data={"reason": "network"}, follow_redirects=True)
    assert "「ネットワークが合わない」により" in answer.text
    assert "1件のニーズの順位を下げています" in answer.text
    assert "前回の「ネットワークが合わない」（1件）により、順位の点数を25%下げています。" in answer.text
    assert for_us(actor_for) == [other]
    assert dict(scores(actor_for))[other] == pytest.approx(before[other] * 0.75)
    hidden = newest_hidden(actor_for)
    answer = browser.post(f"/matching/hidden/{hidden}/show", follow_redirects=True)
    assert "元に戻りました" in answer.text
    assert dict(scores(actor_for)) == pytest.approx(before)


def scores(actor_for, who: str = "company") -> list[tuple[str, float]]:
    with unit_of_work(writes=False):
        return [(one.need_id, one.score) for one in suggesting.for_organisation(actor_for(who))]


def newest_hidden(actor_for, who: str = "company") -> str:
    with unit_of_work(writes=False):
        return queries.hidden(actor_for(who))[0][0].id


def test_another_reason_needs_words(client_for, actor_for, both) -> None:
    road, browser = stage.asked(actor_for), client_for("company")
    answer = browser.post(f"/matching/needs/{road}/hide", data={"reason": "other"})
    assert answer.status_code == 422
    assert "理由を入力してください。" in answer.text
    browser.post(f"/matching/needs/{road}/hide", data={"reason": "other", "note": "去年やりました"})
    assert "去年やりました" in browser.get("/matching").text


def test_feedback_stays_in_the_organisation(client_for, actor_for, both) -> None:
    road = stage.asked(actor_for)
    stage.offered(actor_for, "other_company", replace(stage.ROAD_APP, name="道路通報のもう一つ"))
    before = scores(actor_for, "other_company")
    hide(actor_for, road, "other", note="ひみつの理由カナリア")
    assert scores(actor_for, "other_company") == before
    for who in ("other_company", "group", "editor", "approver", "coordinator", "auditor", "operator"):
        browser = client_for(who)
        for path in ("/matching", f"/needs/{road}", "/"):
            assert "ひみつの理由カナリア" not in browser.get(path).text
    hidden = newest_hidden(actor_for)
    assert client_for("other_company").post(f"/matching/hidden/{hidden}/show").status_code == 404
    with unit_of_work(writes=False), pytest.raises(NotFound):
        queries.get_hidden(actor_for("other_company"), hidden)


@pytest.mark.parametrize("who", ["editor", "coordinator", "auditor", "operator"])
def test_only_suppliers_hide(actor_for, who) -> None:
    road = stage.asked(actor_for)
    with pytest.raises(Forbidden):
        hide(actor_for, road, HideReason.NETWORK, who)


@pytest.mark.parametrize("end", ["withdrawn", "closed", "answered"])
def test_showing_again_brings_back_nothing_that_is_no_longer_open(actor_for, both, end) -> None:
    road = stage.asked(actor_for)
    hidden = hide(actor_for, road, HideReason.NETWORK)
    if end == "withdrawn":
        with unit_of_work():
            needs.withdraw(actor_for("approver"), stage.get(Need, road), "取りやめた")
    elif end == "closed":
        board.close(road)
    else:
        begun(actor_for, road)
    company = actor_for("company")
    with unit_of_work():
        services.show_again(company, queries.get_hidden(company, hidden))
    assert for_us(actor_for) == []


def test_a_municipality_sees_its_needs_with_what_fits(client_for, actor_for, both) -> None:
    stage.asked(actor_for)
    text = client_for("editor").get("/matching").text
    assert stage.ROADS["title"] in text
    assert stage.ROAD_APP.name in text
    assert stage.ROADS["title"] not in client_for("other_editor").get("/matching").text


# ---- while a need is written


def test_needs_alike_are_shown_while_writing(client_for, actor_for) -> None:
    stage.asked(actor_for)
    board.draft(actor_for, **{**stage.ROADS, "title": "道路の穴の秘密の下書き"})
    for who in ("editor", "other_editor"):
        ask = client_for(who).get
        text = ask("/needs/similar", query_string={"title": "道路の穴を通報してほしい"}).text
        assert stage.ROADS["title"] in text
        assert "秘密の下書き" not in text
        assert stage.ROADS["title"] not in ask("/needs/similar?title=図書館の蔵書").text


def test_many_needs_cost_as_many_queries_as_one(client_for, actor_for, both, counting) -> None:
    browser = client_for("editor")
    stage.asked(actor_for)
    browser.get("/matching")  # the first reader fills the matcher
    with counting() as one:
        browser.get("/matching")
    for title in ("道路の陥没の通報", "街路灯の故障の通報", "公園の遊具の破損の通報"):
        stage.asked(actor_for, title=title)
    browser.get("/matching")
    with counting() as many:
        text = browser.get("/matching").text
    assert text.count(stage.ROAD_APP.name) >= 4
    assert len(many) == len(one) <= 16


def test_the_needs_for_a_supplier_cost_the_same_however_many(client_for, actor_for, both, counting) -> None:
    browser = client_for("company")
    stage.asked(actor_for)
    browser.get("/matching")
    with counting() as one:
        browser.get("/matching")
    for title in ("道路の陥没の通報", "街路灯の故障の通報"):
        stage.asked(actor_for, title=title)
    browser.get("/matching")
    with counting() as many:
        browser.get("/matching")
    assert len(many) == len(one) <= 18


def test_while_the_matcher_is_filled_the_pages_say_so(
    client, client_for, actor_for, both, monkeypatch
) -> None:
    need = stage.asked(actor_for)
    monkeypatch.setattr(suggesting, "current", lambda: None)
    assert "準備をしています" in page(client, need)
    assert client_for("editor").get("/").status_code == client_for("company").get("/").status_code == 200
    for who in ("editor", "company"):
        assert "準備をしています" in client_for(who).get("/matching").text
    assert client_for("editor").get("/needs/similar?title=道路の穴の通報").status_code == 200
