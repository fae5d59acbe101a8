"""参考になりました: once for each organisation, counted for everybody, named for the owner alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, NotFound
from govtech.knowledge import part_queries, queries, services, thanks_services
from govtech.knowledge.adoption_models import CaseThanks
from govtech.knowledge.models import CaseStudy
from tests import people
from tests.knowledge.stories import draft, published
from tests.races import at_once


@pytest.fixture
def case_id(actor_for):
    """A published case of the town."""
    editor, approver = actor_for("editor"), actor_for("approver")
    with unit_of_work():
        return published(editor, approver).id


def said(actor, case_id: str) -> part_queries.Thanks:
    with unit_of_work(writes=False):
        return part_queries.thanks(actor, queries.get(actor, case_id))


def test_each_organisation_once(actor_for, case_id):
    for who in ("company", "company_admin", "other_editor", "coordinator"):
        actor = actor_for(who)
        for _time in range(2):
            with unit_of_work():
                thanks_services.thank(actor, session.get(CaseStudy, case_id))
    owner, company = actor_for("editor"), actor_for("company_admin")
    assert said(owner, case_id).number == 3
    assert len(said(owner, case_id).names) == 3
    assert said(company, case_id) == part_queries.Thanks(3, True, ())
    with unit_of_work():
        thanks_services.take_back(company, session.get(CaseStudy, case_id))
    assert said(company, case_id) == part_queries.Thanks(2, False, ())


@pytest.mark.parametrize("who", ["editor", "admin", "new_company", "auditor", "operator", "visitor"])
def test_neither_its_own_nor_those_not_verified(actor_for, case_id, who):
    actor = actor_for(who)
    with unit_of_work(), pytest.raises(Forbidden):
        thanks_services.thank(actor, session.get(CaseStudy, case_id))


def test_only_while_it_is_published(actor_for, case_id):
    approver, other = actor_for("approver"), actor_for("other_editor")
    with unit_of_work():
        services.archive(approver, session.get(CaseStudy, case_id), "終わった")
    with unit_of_work(), pytest.raises(Conflict):
        thanks_services.thank(other, session.get(CaseStudy, case_id))


def test_what_one_may_not_see_cannot_be_thanked(actor_for, client_for):
    editor, other = actor_for("editor"), actor_for("other_editor")
    with unit_of_work():
        hidden = draft(editor).id
    with unit_of_work(), pytest.raises(NotFound):
        queries.get(other, hidden)
    assert client_for("other_editor").post(f"/cases/{hidden}/thanks").status_code == 404


def test_the_page_counts_and_offers_it(client_for, case_id):
    other, owner = client_for("other_editor"), client_for("editor")
    assert f"/cases/{case_id}/thanks" in other.get(f"/cases/{case_id}").text
    assert f"/cases/{case_id}/thanks" not in owner.get(f"/cases/{case_id}").text
    assert other.post(f"/cases/{case_id}/thanks").status_code == 303
    assert "1団体が参考になったと伝えています。" in client_for("visitor").get(f"/cases/{case_id}").text
    assert "高槻市" in owner.get(f"/cases/{case_id}").text
    assert "高槻市" not in client_for("company").get(f"/cases/{case_id}").text
    assert other.post(f"/cases/{case_id}/thanks/take-back").status_code == 303
    assert "団体が参考になったと" not in other.get(f"/cases/{case_id}").text


def test_at_once_it_counts_once(live):
    editor, approver = people.actor("editor"), people.actor("approver")
    with unit_of_work():
        case_id = published(editor, approver).id
    pair = [people.actor(who) for who in ("company", "company_admin")]

    def act(actor):
        def thank() -> None:
            with unit_of_work():
                thanks_services.thank(actor, session.get(CaseStudy, case_id))

        return thank

    assert at_once(*(act(actor) for actor in pair)) == [None, None]
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count()).select_from(CaseThanks)) == 1
