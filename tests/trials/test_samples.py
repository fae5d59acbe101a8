"""The demonstration's trials: loaded twice they stay the same, and say nothing that their cases do not."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Entry, Outbox
from govtech.demo import accounts, knowledge, needs, solutions, trials
from govtech.knowledge.models import CaseStudy
from govtech.needs.response_models import Response, ResponseStatus
from govtech.trials import queries
from govtech.trials.content import missing, unmeasured, unreported
from govtech.trials.models import Note, Status, Terms, Trial


@pytest.fixture
def loaded(database) -> None:
    """The demonstration as far as trials need it."""
    for part in (knowledge, accounts, solutions, needs, trials):
        with unit_of_work():
            part.load()


def test_loading_again_changes_nothing(loaded):
    def counts() -> list[int | None]:
        with unit_of_work(writes=False):
            return [
                session.scalar(sa.select(sa.func.count()).select_from(table))
                for table in (Trial, Note, Terms, Entry)
            ]

    before = counts()
    with unit_of_work():
        trials.load()
    assert counts() == before
    assert before[0] == 3


def test_they_keep_the_rules_of_real_ones(loaded):
    with unit_of_work(writes=False):
        found = {trial.id: trial for trial in session.scalars(sa.select(Trial))}
        assert {trial.status for trial in found.values()} == {Status.PLANNED, Status.RUNNING, Status.ADOPTED}
        assert not any(missing(trial) for trial in found.values())
        adopted = next(trial for trial in found.values() if trial.status is Status.ADOPTED)
        assert adopted.agreed
        assert not unmeasured(adopted)
        assert not unreported(adopted)
        case = session.get(CaseStudy, adopted.case_id)
        assert case.source_trial_id == adopted.id
        assert [(row.measure, row.before, row.after) for row in case.outcomes] == [
            (row.name, row.baseline, row.actual) for row in adopted.measures
        ]
        running = next(trial for trial in found.values() if trial.status is Status.RUNNING)
        assert running.agreed
        assert running.need_id
        assert session.get(Response, running.response_id).status is ResponseStatus.SELECTED
        waiting = next(trial for trial in found.values() if trial.status is Status.PLANNED)
        assert (waiting.agreed, queries.in_force(waiting), waiting.terms) == (False, 1, 2)


def test_nobody_is_told_of_samples(loaded):
    with unit_of_work(writes=False):
        owed = (
            sa.select(sa.func.count())
            .select_from(Outbox)
            .join(Entry)
            .where(Entry.subject_type == "trial", Outbox.consumer != Consumer.SEARCH)
        )
        assert session.scalar(owed) == 0
