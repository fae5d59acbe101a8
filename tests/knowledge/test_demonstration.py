"""The demonstration's cases: real facts with their source, the rest plainly marked as made up."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govtech.core import journal
from govtech.core.db import session
from govtech.core.journal import Consumer, Outbox
from govtech.demo import knowledge as demo
from govtech.knowledge import part_queries, queries
from govtech.knowledge.content import content_of, missing
from govtech.knowledge.models import CaseRevision, CaseStudy, Status, Visibility
from tests import people


@pytest.fixture
def loaded(actor_for):
    demo.load()
    session.flush()
    return {case.id: case for case in session.scalars(sa.select(CaseStudy))}


def test_it_can_be_loaded_again(loaded):
    counted = [
        session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (CaseStudy, CaseRevision, Outbox)
    ]
    demo.load()
    session.flush()
    assert counted == [
        session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (CaseStudy, CaseRevision, Outbox)
    ]
    assert counted[0] == len(demo.stated()) >= 12


def test_every_state_and_every_reach_can_be_seen(loaded):
    assert {case.status for case in loaded.values()} == set(Status)
    assert {Visibility.ALL, Visibility.MUNICIPALITIES} <= {case.visibility for case in loaded.values()}


def test_each_is_a_sample_with_its_source_and_complete(loaded):
    for case in loaded.values():
        assert case.sample
        assert "資料" in case.source or "見本" in case.source
        if case.status != Status.DRAFT:
            assert missing(content_of(case)) == []
            assert case.outcomes
            assert len(case.body) > 50 or case.status == Status.ARCHIVED


def test_the_real_joint_purchases(loaded, actor_for):
    values = {
        case_id: [(row.before, row.after) for row in loaded[case_id].outcomes]
        for case_id in ("smpcase01", "smpcase02", "smpcase03", "smpcase04")
    }
    assert values == {
        "smpcase01": [(22, 34), (None, 30)],
        "smpcase02": [(11, 35)],
        "smpcase03": [(3, 6)],
        "smpcase04": [(None, 13)],
    }
    followers = part_queries.followers(actor_for("visitor"), loaded["smpcase04"])
    assert len(followers) == 13
    assert all("大阪府の報道発表資料" in row.source for row in followers)


def test_times_are_those_of_the_story(loaded, actor_for):
    [entry] = journal.history(actor_for("visitor"), loaded["smpcase05"])
    assert entry.verb == "case_study.published"
    assert entry.at == loaded["smpcase05"].published_at == loaded["smpcase05"].updated_at


def test_nobody_but_people_of_the_tests_is_told_of_them(loaded):
    mail = sa.select(sa.func.count()).select_from(Outbox).where(Outbox.consumer == Consumer.MAIL)
    assert session.scalar(mail) == 0
    told = people.told("case_study.submitted") + people.told("case_study.sent_back")
    assert all(to.endswith("@example.jp") for to, _notice in told)


def test_a_visitor_finds_the_published_ones(loaded, actor_for):
    page = queries.listing(actor_for("visitor"), queries.Filters(), size=100)
    shown = {
        case.id
        for case in loaded.values()
        if case.status == Status.PUBLISHED and case.visibility == Visibility.ALL
    }
    assert {row.id for row in page.items} == shown
