"""Nobody but the two sides can tell that there is a question, and nobody can tell from an answer who asked."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.core import journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import NotFound
from govtech.core.journal import Consumer, Entry, Outbox
from govtech.knowledge.models import CaseStudy, Visibility
from govtech.needs.models import Need
from govtech.notices import services as notices
from govtech.questions import queries, search, services
from govtech.questions.models import Question
from tests.needs import board
from tests.people import WHO
from tests.questions import desk

ASKER = {"company", "company_admin"}
OWNERS = {"editor", "approver", "admin"}
ALIKE = {"admin", "other_admin", "group_admin"}
MARKS = re.compile(r"</?mark>")
STRANGERS = [who for who in WHO if who not in ASKER | OWNERS | ALIKE]
NAMES = re.compile(r"カナリア3号|試験団体 company1|試験 company")
PAGES = (
    "/",
    "/needs/{need}",
    "/needs/{need}/questions",
    "/needs/{need}/questions/new",
    "/questions/{question}",
    "/questions/{question}/answer",
    "/questions/asked",
    "/questions/unanswered",
    "/organisations/272035",
    "/organisations/company1",
    "/search?q=カナリア",
    "/search?q=製品",
    "/search/complete?q=カナ",
    "/account/notifications",
    "/account/watches",
)
TOKENS = re.compile(
    r'(name="csrf_token" value|<meta name="csrf-token" content|name="form_key" value)="[^"]*"'
)


def seen(browser, need_id: str, question_id: str) -> list[tuple[str, int, str]]:
    """What a browser is answered on every page that could tell, without what differs each time."""
    found = []
    for page in PAGES:
        address = page.format(need=need_id, question=question_id)
        answer = browser.get(address)
        text = TOKENS.sub("", answer.text).replace(question_id, "-")
        found.append((page, answer.status_code, re.sub(r'value="[^"]{24,}"', "", text)))
    return found


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_can_tell_that_there_is_a_question(client_for, actor_for, frozen, delivery, who):
    need_id = desk.need(actor_for)
    browser, reader = client_for(who), actor_for(who)
    actor_for("company")
    delivery.once()
    before = seen(browser, need_id, "abcdefghjk")
    question_id = desk.drafted(actor_for, need_id)
    delivery.once()
    for now_seen, then in zip(seen(browser, need_id, question_id), before, strict=True):
        assert now_seen == then
    with unit_of_work(writes=False):
        with pytest.raises(NotFound):
            queries.get(reader, question_id)
        question = session.get_one(Question, question_id)
        assert list(queries.between(reader, session.get_one(Need, need_id))) == []
        assert journal.history(reader, question) == []
        assert search.to_document(question) is None


@pytest.mark.parametrize("who", STRANGERS)
def test_from_a_published_answer_nobody_can_tell_who_asked(client_for, actor_for, delivery, who):
    need_id = desk.need(actor_for)
    browser, reader = client_for(who), actor_for(who)
    question_id = desk.published(actor_for, need_id)
    delivery.once()
    pages = seen(browser, need_id, question_id)
    for page, _status, text in pages:
        if not page.startswith("/organisations/company1"):
            assert not NAMES.search(text), page
    shown = {page: text for page, _status, text in pages}
    for page in ("/needs/{need}", "/needs/{need}/questions", "/questions/{question}"):
        assert desk.ANSWER.wording in shown[page]
        assert desk.ANSWER.answer in shown[page]
    with unit_of_work(writes=False):
        (entry,) = journal.history(reader, session.get_one(Question, question_id))
    assert entry.verb == "question.published"
    assert not NAMES.search(json.dumps(entry.changes, ensure_ascii=False))


def test_the_document_for_search_holds_only_what_was_published(actor_for):
    question_id = desk.published(actor_for, desk.need(actor_for))
    with unit_of_work(writes=False):
        document = search.to_document(session.get_one(Question, question_id))
    assert document.title == desk.ANSWER.wording
    assert document.tokens == {"public"}
    assert not NAMES.search(json.dumps(document.to_plain(), ensure_ascii=False, default=str))


@pytest.mark.parametrize("who", ["company", "company_admin", "editor", "approver", "admin"])
def test_the_two_sides_read_what_was_asked(client_for, actor_for, who):
    question_id = desk.published(actor_for, desk.need(actor_for))
    page = client_for(who).get(f"/questions/{question_id}").text
    assert desk.SECRET in page
    assert "試験団体 company1" in page


def test_the_asker_sees_neither_the_draft_nor_that_others_ask_the_same(client_for, actor_for):
    need_id = desk.need(actor_for)
    first, second = desk.drafted(actor_for, need_id), desk.asked(actor_for, need_id, "group", "同じこと")
    desk.merge(actor_for("editor"), second, first)
    for who, question_id in (("company", first), ("group", second)):
        for address in (f"/questions/{question_id}", "/questions/asked", f"/needs/{need_id}/questions"):
            page = client_for(who).get(address).text
            assert "回答待ち" in page
            assert desk.ANSWER.answer not in page
            assert "まとめた" not in page
    desk.act(services.publish, actor_for("approver"), first)
    page = client_for("group").get(f"/questions/{second}").text
    assert desk.ANSWER.answer in page
    assert "同じ内容の質問に回答" in page
    assert not NAMES.search(page)


def found(browser) -> str:
    """The results for the words of the answer, without the marks around them."""
    return MARKS.sub("", browser.get("/search?q=市販の製品").text)


def told(verb: str) -> dict[str, list[dict[str, str]]]:
    """What entries of this verb tell each person, by address."""
    with unit_of_work(writes=False):
        rows = session.execute(
            sa.select(User.email, Outbox.payload)
            .select_from(Outbox)
            .join(Entry, Entry.id == Outbox.entry_id)
            .join(User, User.id == Outbox.payload["user_id"].as_string())
            .where(Entry.verb == verb, Outbox.consumer == Consumer.NOTICE)
        ).all()
    found: dict[str, list[dict[str, str]]] = {}
    for email, payload in rows:
        found.setdefault(email, []).append(payload)
    return found


def test_everybody_concerned_is_told_once_and_nobody_who_asked(actor_for):
    need_id = desk.need(actor_for)
    for who in ("company", "company_admin", "group", "other_company", "other_editor", "new_company"):
        actor_for(who)
    board.answered(actor_for, need_id, "other_company")
    watcher = actor_for("other_editor")
    with unit_of_work():
        notices.watch(watcher, "need", need_id)
    merged = desk.asked(actor_for, need_id, "group", "同じこと")
    first = desk.drafted(actor_for, need_id)
    desk.merge(actor_for("editor"), merged, first)
    desk.act(services.publish, actor_for("approver"), first)
    assert set(told("question.asked")) == {"editor@example.jp", "approver@example.jp"}
    heard = told("question.published")
    assert set(heard) == {
        "company@example.jp",
        "company-admin@example.jp",
        "group@example.jp",
        "other-company@example.jp",
        "other-editor@example.jp",
    }
    assert all(len(rows) == 1 for rows in heard.values())
    personal = {email for email, rows in heard.items() if "自団体の質問への回答" in rows[0]["text"]}
    assert personal == {"company@example.jp", "group@example.jp"}
    strangers = [rows[0] for email, rows in heard.items() if email not in personal]
    assert len({(row["title"], row["text"], row["path"]) for row in strangers}) == 1
    assert not NAMES.search(json.dumps(heard, ensure_ascii=False))
    assert not NAMES.search(json.dumps(told("question.asked"), ensure_ascii=False))


@pytest.mark.parametrize("who", ["company", "visitor", "other_editor", "coordinator"])
def test_an_answer_about_a_case_is_for_those_who_may_read_the_case(client_for, actor_for, delivery, who):
    case_id = desk.case(actor_for, "municipalities")
    question_id = desk.published(actor_for, case_id, "other_editor")
    delivery.once()
    browser, inside = client_for(who), who in {"other_editor", "coordinator"}
    assert (browser.get(f"/questions/{question_id}").status_code == HTTPStatus.OK) == inside
    assert (browser.get(f"/cases/{case_id}/questions").status_code == HTTPStatus.OK) == inside
    assert (desk.ANSWER.wording in found(browser)) == inside


def test_a_case_taken_from_sight_takes_its_answers_along(client_for, actor_for, delivery):
    case_id = desk.case(actor_for)
    question_id = desk.published(actor_for, case_id, "company")
    delivery.once()
    visitor = client_for("visitor")
    assert desk.ANSWER.wording in found(visitor)
    approver = actor_for("approver")
    with unit_of_work():
        case = session.get_one(CaseStudy, case_id)
        case.visibility = Visibility.MUNICIPALITIES
        journal.record(approver, "case_study.edited", case)
    delivery.once()
    assert desk.ANSWER.wording not in found(visitor)
    assert visitor.get("/search/complete?q=市販").json == []
    for who in ("visitor", "company"):
        assert client_for(who).get(f"/questions/{question_id}").status_code == HTTPStatus.NOT_FOUND
