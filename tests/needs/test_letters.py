"""Mail of the board: to whom, in whose language, and what it does not say."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Entry, Outbox
from govtech.needs import response_services, services
from govtech.needs.models import Need
from govtech.needs.response_models import Response
from tests.needs import board


def sent(verb: str) -> list[dict[str, str]]:
    """Letters that entries of this verb owe."""
    with unit_of_work(writes=False):
        owed = (
            sa.select(Outbox.payload).join(Entry).where(Entry.verb == verb, Outbox.consumer == Consumer.MAIL)
        )
        return sorted(session.scalars(owed), key=lambda letter: letter["to"])


def test_the_approver_is_asked_and_the_editor_told(actor_for):
    actor_for("approver"), actor_for("company"), actor_for("other_admin")
    need_id = board.in_review(actor_for)
    assert [letter["to"] for letter in sent("need.submitted")] == ["approver@example.jp"]
    with unit_of_work():
        services.send_back(actor_for("approver"), session.get(Need, need_id), "予算の根拠を")
    (letter,) = sent("need.sent_back")
    assert letter["to"] == "editor@example.jp"
    assert "予算の根拠を" in letter["body"]
    assert letter["body"].endswith("{base_url}/needs/" + need_id)


def test_closing_is_told_to_the_owners_without_a_number(actor_for):
    need_id, _responses = board.closed(actor_for, "company", "group")
    letters = sent("need.closed")
    assert {letter["to"] for letter in letters} == {"approver@example.jp", "editor@example.jp"}
    assert all("2" not in letter["body"].replace(need_id, "") for letter in letters)


@pytest.mark.parametrize(
    ("language", "subject", "word"),
    [("ja", "【採用】", "計画がよい"), ("en", "Selected: ", "Reason: 計画がよい")],
)
def test_each_reads_in_its_own_language(actor_for, language, subject, word):
    company, approver = actor_for("company"), actor_for("approver")
    with unit_of_work():
        session.get(User, company.user_id).language = language
    _need, (response_id,) = board.closed(actor_for, "company")
    with unit_of_work():
        response_services.select(approver, session.get(Response, response_id), "計画がよい")
    (letter,) = sent("response.selected")
    assert letter["to"] == "company@example.jp"
    assert letter["subject"].startswith(subject)
    assert word in letter["body"]
