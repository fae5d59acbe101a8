"""What the board tells people: to whom, in whose language, and what it does not say."""

from __future__ import annotations

import pytest

from govtech.accounts.models import User
from govtech.core.db import session, unit_of_work
from govtech.needs import choosing_services, services
from govtech.needs.models import Need
from govtech.needs.response_models import Response
from tests.needs import board
from tests.people import told


def test_the_approver_is_asked_and_the_editor_told(actor_for):
    actor_for("approver"), actor_for("company"), actor_for("other_admin")
    need_id = board.in_review(actor_for)
    assert [to for to, _notice in told("need.submitted")] == ["approver@example.jp"]
    with unit_of_work():
        services.send_back(actor_for("approver"), session.get(Need, need_id), "予算の根拠を")
    ((to, notice),) = told("need.sent_back")
    assert to == "editor@example.jp"
    assert "予算の根拠を" in notice["text"]
    assert notice["path"] == f"/needs/{need_id}"


def test_closing_is_told_to_the_owners_without_a_number(actor_for):
    board.closed(actor_for, "company", "group")
    told_of = told("need.closed")
    owners = {to for to, notice in told_of if notice["path"].endswith("/responses")}
    assert owners == {"approver@example.jp", "editor@example.jp"}
    assert all("2" not in notice["text"] for _to, notice in told_of)


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
        choosing_services.select(approver, session.get(Response, response_id), "計画がよい")
    ((to, notice),) = told("response.selected")
    assert to == "company@example.jp"
    assert notice["title"].startswith(subject)
    assert word in notice["text"]
