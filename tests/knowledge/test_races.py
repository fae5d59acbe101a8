"""Two people at the same moment, with real commits on both databases: one is told, nothing typed is lost."""

from __future__ import annotations

from functools import partial

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.knowledge import adoption_services, part_queries, services
from govtech.knowledge.adoption_models import Adoption
from govtech.knowledge.adoption_services import AdoptionData
from govtech.knowledge.models import CaseStudy, Status
from tests import people
from tests.knowledge.stories import draft, in_review, published, written
from tests.races import each_committed


def the(case_id):
    return session.get_one(CaseStudy, case_id)


@pytest.fixture
def town(live):
    """Editor and approver of the town, and an editor of another one."""
    return [people.actor(who) for who in ("editor", "approver", "other_editor")]


def test_two_saves_at_once(town):
    editor, approver, _other = town
    with unit_of_work():
        case = draft(editor).id
    with unit_of_work(writes=False):
        began = the(case).version

    def save(actor, title):
        services.save(actor, the(case), written(title=title), expected_version=began)
        return title

    results = each_committed(partial(save, editor, "担当者の件名"), partial(save, approver, "承認者の件名"))
    [saved] = [one for one in results if isinstance(one, str)]
    [stale] = [one for one in results if isinstance(one, services.Stale)]
    assert {saved, stale.merged.content.title} == {"担当者の件名", "承認者の件名"}
    with unit_of_work(writes=False):
        assert the(case).title == saved
        assert [row.number for row in part_queries.revisions(the(case))] == [2, 1]


def test_one_publishes_while_another_sends_back(town):
    editor, approver, _other = town
    admin = people.actor("admin")
    with unit_of_work():
        case = in_review(editor).id
    results = each_committed(
        lambda: services.publish(approver, the(case)), lambda: services.send_back(admin, the(case), "直して")
    )
    assert sum(isinstance(one, Exception) for one in results) == 1
    with unit_of_work(writes=False):
        assert the(case).status == (Status.PUBLISHED if results[0] is None else Status.DRAFT)


def test_two_of_one_town_record_the_same_adoption(town):
    editor, approver, other = town
    colleague = people.actor("other_admin")
    with unit_of_work():
        case = published(editor, approver).id
    results = each_committed(
        *(
            lambda actor=actor: adoption_services.record_case(actor, the(case), AdoptionData("trial")).status
            for actor in (other, colleague)
        )
    )
    assert [one for one in results if not isinstance(one, Exception)]
    with unit_of_work(writes=False):
        assert len(session.scalars(sa.select(Adoption).where(Adoption.case_id == case)).all()) == 1
