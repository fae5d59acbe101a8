"""Until a need has closed, nobody but the responder can tell that there is a response."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from govtech import rooms
from govtech.core import journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import NotFound
from govtech.needs import response_queries
from govtech.needs.models import Need
from govtech.needs.response_models import Response
from tests.needs import board
from tests.people import WHO

RESPONDER = {"company", "company_admin"}
OWNERS = {"editor", "approver", "admin"}
ALIKE = {"editor", "admin", "other_admin", "group_admin"}
"""People of whom another of the same organisation is asked: seventeen pages each, twice, are enough."""
STRANGERS = [who for who in WHO if who not in RESPONDER | ALIKE]
PAGES = (
    "/needs",
    "/needs?state=open",
    "/needs/{need}",
    "/needs/{need}/responses",
    "/needs/{need}/response",
    "/needs/{need}/edit",
    "/needs/{need}/withdraw",
    "/responses",
    "/responses/{response}",
    "/responses/{response}/select",
    "/responses/{response}/files/{response}",
    "/organisations/company1",
    "/organisations/272035",
    "/solutions",
    "/journal",
    "/",
    "/search?q=秘密",
)
TOKENS = re.compile(
    r'name="(csrf_token|form_key|page)" (?:type="hidden" )?value="[^"]*"|content="[^"]*" name="csrf-token"|<meta name="csrf-token"[^>]*>'
)


def _seen(browser, need: str, response: str) -> list[tuple[str, int, str]]:
    """What a browser is answered on every page that could tell, without what differs each time."""
    found = []
    for page in PAGES:
        address = page.format(need=need, response=response)
        answer = browser.get(address)
        found.append((address, answer.status_code, TOKENS.sub("", answer.text)))
    return found


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_can_tell_that_there_is_a_response(client_for, actor_for, frozen, who):
    need_id = board.published(actor_for)
    browser, reader = client_for(who), actor_for(who)
    actor_for("company")
    before = _seen(browser, need_id, "abcdefghjk")
    response_id = board.answered(actor_for, need_id)
    after = _seen(browser, need_id, response_id)
    assert [
        (address.replace(response_id, "abcdefghjk"), status, text.replace(response_id, "abcdefghjk"))
        for address, status, text in after
    ] == before
    with unit_of_work(writes=False):
        with pytest.raises(NotFound):
            response_queries.get(reader, response_id)
        need = session.get(Need, need_id)
        assert not response_queries.handed_in(reader, need)
        entries = sa.select(journal.Entry.id).where(
            journal.Entry.subject_type == "response", journal.visible_to(reader)
        )
        assert session.scalars(entries).all() == []
        assert journal.history(reader, session.get(Response, response_id)) == []


@pytest.mark.parametrize("who", WHO)
def test_after_closing_the_owners_read_it_too_and_nobody_else(client_for, actor_for, who):
    need_id, (response_id,) = board.closed(actor_for, "company")
    browser = client_for(who)
    answer = browser.get(f"/responses/{response_id}")
    overview = browser.get(f"/needs/{need_id}/responses")
    if who in OWNERS | RESPONDER:
        assert board.CANARY in answer.text
    elif who == "visitor":
        assert answer.status_code == HTTPStatus.SEE_OTHER
    else:
        assert answer.status_code == HTTPStatus.NOT_FOUND
    if who in OWNERS:
        assert "試験団体 company1" in overview.text
    else:
        assert overview.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.SEE_OTHER}


def test_owners_are_told_on_the_page_that_they_may_not_look_yet(client_for, actor_for):
    need_id = board.published(actor_for)
    assert client_for("approver").get(f"/needs/{need_id}/responses").status_code == HTTPStatus.FORBIDDEN
    assert "締切まで誰にも読めません" in client_for("approver").get(f"/needs/{need_id}").text


def test_drafts_and_withdrawn_responses_stay_with_the_responder_for_good(client_for, actor_for):
    need_id = board.published(actor_for)
    company, group = client_for("company"), client_for("group")
    company.post(f"/needs/{need_id}/response", data={"approach": board.CANARY, "version": "0"})
    page = group.post(
        f"/needs/{need_id}/response", data={**board.TYPED, "approach": board.CANARY, "then": "submit"}
    ).location
    assert group.post(page + "/withdraw").status_code == HTTPStatus.SEE_OTHER
    board.close(need_id)
    owner = client_for("approver")
    overview = owner.get(f"/needs/{need_id}/responses")
    assert overview.status_code == HTTPStatus.OK
    assert "試験団体" not in overview.text.split("<main", 1)[1].split("届いた提案です", 1)[1]
    assert owner.get(page).status_code == HTTPStatus.NOT_FOUND
    assert "提出されないまま" in company.get("/needs/" + need_id + "/response", follow_redirects=True).text


def test_responses_are_never_indexed():
    assert all(kind.model is not Response for kind in rooms.SEARCHABLE)


def test_withdrawing_a_need_before_its_deadline_opens_nothing(client_for, actor_for):
    need_id = board.published(actor_for)
    response_id = board.answered(actor_for, need_id)
    owner = client_for("approver")
    owner.post(f"/needs/{need_id}/withdraw", data={"reason": "不要になった"})
    assert owner.get(f"/responses/{response_id}").status_code == HTTPStatus.NOT_FOUND
    assert owner.get(f"/needs/{need_id}/responses").status_code == HTTPStatus.FORBIDDEN
    assert board.CANARY in client_for("company").get(f"/responses/{response_id}").text
