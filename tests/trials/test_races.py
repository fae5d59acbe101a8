"""Two people at one moment: real commits on both databases."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict
from govtech.knowledge.models import CaseStudy
from govtech.trials import case_services, services
from govtech.trials.models import Agreement, Terms, Trial
from tests import people
from tests.races import at_once
from tests.trials import bench


def _act(verb, trial_id: str):
    def act() -> object:
        with unit_of_work():
            return verb(session.get(Trial, trial_id))

    return act


def test_a_case_drafted_twice_at_once_is_one(live):
    trial_id = bench.evaluated(people.actor)
    editors = [people.actor(who) for who in ("editor", "approver", "admin")]
    drafts = at_once(
        *(_act(lambda trial, who=who: case_services.draft_case(who, trial).id, trial_id) for who in editors)
    )
    assert len(set(drafts)) == 1
    with unit_of_work(writes=False):
        made = sa.select(sa.func.count()).select_from(CaseStudy).where(CaseStudy.source_trial_id == trial_id)
        assert session.scalar(made) == 1


def test_both_sides_confirm_at_once(live):
    trial_id = bench.planned(people.actor)
    sides = [people.actor(who) for who in ("approver", "admin", "company", "company_admin")]
    results = at_once(
        *(_act(lambda trial, who=who: services.agree(who, trial, 1), trial_id) for who in sides)
    )
    assert results == [None] * 4
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count()).select_from(Agreement)) == 2
        assert session.get(Trial, trial_id).agreed


def test_of_two_edits_at_once_one_is_told(live):
    trial_id = bench.planned(people.actor)
    version = bench.loaded(trial_id).version
    writers = {who: people.actor(who) for who in ("editor", "company")}
    results = at_once(
        *(
            _act(
                lambda trial, who=who: services.edit(writers[who], trial, bench.terms(place=who), version),
                trial_id,
            )
            for who in writers
        )
    )
    assert sum(isinstance(result, Conflict) for result in results) == 1
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count()).where(Terms.trial_id == trial_id)) == 2
