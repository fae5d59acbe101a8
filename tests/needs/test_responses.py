"""Responses as suppliers write them and owners decide on them."""

from __future__ import annotations

import io
from datetime import timedelta
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Invalid
from govtech.needs import choosing_services
from govtech.needs import response_services as services
from govtech.needs.models import Need
from govtech.needs.response_models import Response, ResponseStatus
from govtech.solutions import services as solutions
from tests import people
from tests.needs import board
from tests.solutions.test_pages import STATED as OFFER

TYPED = board.TYPED


def test_written_handed_in_changed_and_taken_back(client_for, actor_for):
    need_id = board.published(actor_for)
    company = client_for("company")
    address = f"/needs/{need_id}/response"
    page = company.post(address, data=TYPED).location
    assert "まだ提出していません" in company.get(page).text
    assert "下書き" in company.get("/responses").text
    assert company.post(page + "/submit").status_code == HTTPStatus.SEE_OTHER
    assert "提出済み" in company.get(page).text
    version = str(board.response(page.rsplit("/", 1)[1]).version)
    changed = company.post(address, data={**TYPED, "approach": "もっと近づけます", "version": version})
    assert changed.status_code == HTTPStatus.SEE_OTHER
    assert "もっと近づけます" in company.get(page).text
    assert company.post(page + "/withdraw").status_code == HTTPStatus.SEE_OTHER
    assert company.post(page + "/submit").status_code == HTTPStatus.CONFLICT
    assert company.post(page + "/reopen").status_code == HTTPStatus.SEE_OTHER
    assert company.post(page + "/submit").status_code == HTTPStatus.SEE_OTHER


def test_an_empty_answer_is_kept_as_a_draft_but_not_handed_in(client_for, actor_for):
    need_id = board.published(actor_for)
    company = client_for("company")
    answer = company.post(
        f"/needs/{need_id}/response", data={"plan": "計画だけ", "version": "0", "then": "submit"}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "入力してから提出してください" in answer.text
    assert "計画だけ" in answer.text
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0


def test_a_second_one_from_the_same_organisation_is_the_first(client_for, actor_for):
    need_id = board.published(actor_for)
    board.answered(actor_for, need_id)
    colleague = client_for("company_admin")
    assert board.CANARY in colleague.get(f"/needs/{need_id}/response").text
    late = colleague.post(f"/needs/{need_id}/response", data=TYPED)
    assert late.status_code == HTTPStatus.CONFLICT
    assert board.CANARY in late.text
    assert "望む姿に近づけます" in late.text


def test_the_deadline_is_judged_by_the_clock_inside_the_transaction(client_for, actor_for, frozen):
    need_id = board.published(actor_for, response_deadline=clock.now() + timedelta(hours=5))
    company, group = client_for("company"), client_for("group")
    deadline = board.loaded(need_id).response_deadline
    frozen.to(deadline - timedelta(microseconds=1))
    page = company.post(f"/needs/{need_id}/response", data={**TYPED, "then": "submit"}).location
    frozen.to(deadline)
    late = group.post(f"/needs/{need_id}/response", data={**TYPED, "approach": "間に合わなかった文章"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "締切" in late.text
    assert "間に合わなかった文章" in late.text
    assert company.post(page + "/withdraw").status_code == HTTPStatus.CONFLICT
    assert group.get(f"/needs/{need_id}/response").status_code == HTTPStatus.CONFLICT
    assert company.get(f"/needs/{need_id}/response").status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize(
    ("who", "respondents", "words"),
    [
        ("new_company", "both", "確認が済むと提案できます"),
        ("group", "companies", "企業に限られています"),
        ("company", "civic_groups", "市民団体に限られています"),
        ("other_editor", "both", "企業または市民団体の担当者です"),
        ("coordinator", "both", "企業または市民団体の担当者です"),
    ],
)
def test_who_may_respond_is_said_with_the_reason(client_for, actor_for, who, respondents, words):
    need_id = board.published(actor_for, respondents=respondents)
    browser = client_for(who)
    assert words in browser.get(f"/needs/{need_id}").text
    for answer in (
        browser.get(f"/needs/{need_id}/response"),
        browser.post(f"/needs/{need_id}/response", data=TYPED),
    ):
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert words in answer.text


def test_only_ones_own_solution_can_be_linked(actor_for):
    need_id, company, other = board.published(actor_for), actor_for("company"), actor_for("other_company")
    with unit_of_work():
        need = session.get(Need, need_id)
        mine, theirs = solutions.create(company, OFFER), solutions.create(other, OFFER)
        with pytest.raises(Invalid):
            services.start(company, need, board.replace(board.ANSWER, solution_id=theirs.id))
        made = services.start(company, need, board.replace(board.ANSWER, solution_id=mine.id))
        assert made.solution_id == mine.id


def test_files_are_checked_kept_with_the_response_and_handed_out_as_attachments(client_for, actor_for):
    need_id = board.published(actor_for)
    company, other = client_for("company"), client_for("other_company")
    page = f"/responses/{board.answered(actor_for, need_id)}"

    def upload(content: bytes, name: str):
        return company.post(
            page + "/files", data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data"
        )

    refused = upload(b"MZ", "virus.exe")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "の形式は使えません" in refused.text
    assert upload("項目,値\n".encode(), "見積.csv").status_code == HTTPStatus.SEE_OTHER
    with unit_of_work(writes=False):
        attachment = session.scalars(sa.select(services.ResponseAttachment.id)).one()
    with company.get(f"{page}/files/{attachment}") as download:
        assert download.headers["Content-Disposition"].startswith("attachment")
    assert other.get(f"{page}/files/{attachment}").status_code == HTTPStatus.NOT_FOUND
    assert client_for("approver").get(f"{page}/files/{attachment}").status_code == HTTPStatus.NOT_FOUND
    board.close(need_id)
    with client_for("approver").get(f"{page}/files/{attachment}") as download:
        assert download.status_code == HTTPStatus.OK
    assert company.post(f"{page}/files/{attachment}/remove").status_code == HTTPStatus.CONFLICT


def test_each_responder_reads_its_result_and_its_reason_alone(client_for, actor_for):
    need_id, (first, second) = board.closed(actor_for, "company", "group")
    owner, company, group = client_for("approver"), client_for("company"), client_for("group")
    assert owner.post(f"/responses/{first}/shortlist").status_code == HTTPStatus.SEE_OTHER
    assert "選定中" in company.get(f"/responses/{first}").text
    empty = owner.post(f"/responses/{first}/select", data={"reason": " "})
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    owner.post(f"/responses/{first}/select", data={"reason": "採用理由カナリア"})
    owner.post(f"/responses/{second}/decline", data={"reason": "不採用理由カナリア", "grounds": "price"})
    mine, theirs = company.get(f"/responses/{first}").text, group.get(f"/responses/{second}").text
    assert "採用理由カナリア" in mine
    assert "不採用理由カナリア" not in mine
    assert "不採用理由カナリア" in theirs
    for who in ("company", "group", "coordinator", "visitor", "other_editor"):
        public = client_for(who).get(f"/needs/{need_id}").text
        assert "理由カナリア" not in public
    told = people.told("response.selected") + people.told("response.declined")
    assert {(to, "不採用理由" in notice["text"]) for to, notice in told} == {
        ("company@example.jp", False),
        ("group@example.jp", True),
    }


@pytest.mark.parametrize("who", ["editor", "other_admin", "company", "coordinator", "operator", "auditor"])
def test_only_the_approver_decides(client_for, actor_for, who):
    _need, (response_id,) = board.closed(actor_for, "company")
    expected = HTTPStatus.FORBIDDEN if who in {"editor", "company"} else HTTPStatus.NOT_FOUND
    for step in ("select", "decline"):
        answer = client_for(who).post(f"/responses/{response_id}/{step}", data={"reason": "x"})
        assert answer.status_code == expected


@pytest.mark.parametrize("status", list(ResponseStatus))
@pytest.mark.parametrize("verb", ["submit", "withdraw", "reopen", "edit", "attach"])
def test_the_responders_verbs_from_every_status(actor_for, verb, status):
    need_id, company = board.published(actor_for), actor_for("company")
    response_id = board.answered(actor_for, need_id)
    allowed = {
        **{name: step.sources for name, step in Response.STEPS.items()},
        "edit": {ResponseStatus.DRAFT, ResponseStatus.SUBMITTED},
        "attach": {ResponseStatus.DRAFT, ResponseStatus.SUBMITTED},
    }
    verbs = {
        "edit": lambda actor, one: services.edit(actor, one, board.ANSWER, one.version),
        "attach": lambda actor, one: services.attach(
            actor, one, services.StoredFile("0" * 64, 1, "text/csv", "a.csv")
        ),
    }
    with unit_of_work():
        response = session.get(Response, response_id)
        response.status = status
        session.flush()
        verb_of = verbs.get(verb) or getattr(services, verb)
        if status in allowed[verb]:
            verb_of(company, response)
        else:
            with pytest.raises(Conflict):
                verb_of(company, response)
            assert response.status == status


@pytest.mark.parametrize("verb", ["submit", "withdraw", "reopen", "edit"])
def test_nothing_changes_after_the_deadline_whatever_the_status(actor_for, verb):
    _need, (response_id,) = board.closed(actor_for, "company")
    company = actor_for("company")
    with unit_of_work():
        response = session.get(Response, response_id)
        more = (board.ANSWER, response.version) if verb == "edit" else ()
        with pytest.raises(Conflict, match="締切"):
            getattr(services, verb)(company, response, *more)


@pytest.mark.parametrize("verb", ["shortlist", "select", "decline"])
def test_decisions_only_while_choosing(actor_for, verb):
    need_id, (response_id,) = board.closed(actor_for, "company")
    approver = actor_for("approver")
    with unit_of_work():
        session.get(Need, need_id).status = "matched"
        session.flush()
        response = session.get(Response, response_id)
        more = () if verb == "shortlist" else ("理由",)
        with pytest.raises(Conflict, match="選定できません"):
            getattr(choosing_services, verb)(approver, response, *more)


def test_files_are_taken_away_again_kept_once_and_not_without_end(client_for, actor_for):
    need_id, company = board.published(actor_for), actor_for("company")
    response_id = board.answered(actor_for, need_id)
    with unit_of_work():
        response = session.get(Response, response_id)
        for place in range(services.ATTACHMENTS):
            services.attach(company, response, services.StoredFile(f"{place:064}", 1, "text/csv", "a.csv"))
        with pytest.raises(Invalid, match="10件まで"):
            services.attach(company, response, services.StoredFile("f" * 64, 1, "text/csv", "a.csv"))
        first = response.attachments[0].id
    page = f"/responses/{response_id}"
    browser = client_for("company")
    assert browser.post(f"{page}/files/{first}/remove").status_code == HTTPStatus.SEE_OTHER
    with unit_of_work():
        response = session.get(Response, response_id)
        held = response.attachments[0]
        services.attach(company, response, services.StoredFile(held.sha256, 1, "text/csv", "again.csv"))
        assert len(response.attachments) == services.ATTACHMENTS - 1


@pytest.mark.parametrize(
    ("status", "published", "words"),
    [("withdrawn", True, "取り下げられたため"), ("in_review", False, "まだ募集を始めていません")],
)
def test_a_need_that_takes_no_responses_says_why(actor_for, status, published, words):
    need_id, company = board.published(actor_for), actor_for("company")
    with unit_of_work():
        need = session.get(Need, need_id)
        need.status = status
        need.published_at = need.published_at if published else None
        session.flush()
        with pytest.raises(Conflict, match=words):
            services.start(company, need, board.ANSWER)


def test_a_response_handed_in_is_not_emptied(actor_for):
    need_id, company = board.published(actor_for), actor_for("company")
    response_id = board.answered(actor_for, need_id)
    with unit_of_work():
        response = session.get(Response, response_id)
        with pytest.raises(Invalid):
            services.edit(company, response, board.replace(board.ANSWER, approach=""), response.version)
        with pytest.raises(Conflict):
            services.edit(company, response, board.ANSWER, response.version - 1)
        assert board.CANARY in response.approach
