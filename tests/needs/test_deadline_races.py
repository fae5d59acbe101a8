"""Two hundred responses around the second of the deadline, from several processes, on both databases."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from govtech.config import ROOT
from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.policy import OrganisationKind
from govtech.needs.models import Need
from govtech.needs.outcomes import outcomes
from govtech.needs.response_models import HANDED_IN, Response, ResponseAnswer, ResponseStatus, Verdict
from govtech.organisations.models import Organisation, Status
from tests import people
from tests.needs import board

MANY = 200
PROCESSES = 4
AROUND = 2.0
"""Seconds before the deadline at which the first one is handed in, and after it the last."""


def _drafts(need_id: str) -> list[str]:
    """A finished draft of each of two hundred companies."""
    wish = outcomes(board.STATED.outcome)[0]
    with unit_of_work():
        for place in range(MANY):
            session.add(
                Organisation(
                    id=f"firm{place}",
                    kind=OrganisationKind.COMPANY,
                    name=f"会社{place}",
                    kana=f"カイシャ{place}",
                    status=Status.VERIFIED,
                )
            )
        session.flush()
        made = [
            Response(
                need_id=need_id,
                organisation_id=f"firm{place}",
                approach="考え",
                answers=[ResponseAnswer(key=wish.key, wish=wish.text, verdict=Verdict.MET)],
            )
            for place in range(MANY)
        ]
        session.add_all(made)
        session.flush()
        return [response.id for response in made]


def _run(live, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.needs.submitting", *arguments],
        cwd=ROOT,
        env=live.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_none_is_accepted_late_and_none_that_was_acknowledged_is_lost(live):
    need_id = board.published(people.actor)
    ids = _drafts(need_id)
    turns = [
        f"{response_id}={place * 2 * AROUND / MANY - AROUND:.3f}" for place, response_id in enumerate(ids)
    ]
    running = [_run(live, *turns[place::PROCESSES]) for place in range(PROCESSES)]
    running.append(_run(live, "close"))
    assert [process.stdout.readline().strip() for process in running] == ["ready"] * len(running)
    deadline = clock.now() + timedelta(seconds=AROUND + 1)
    with unit_of_work():
        session.get_one(Need, need_id).response_deadline = deadline
    lines = []
    for process in running:
        process.stdin.write(f"{deadline.timestamp()}\n")
        process.stdin.flush()
    for process in running:
        out, err = process.communicate(timeout=90)
        assert process.returncode == 0, err
        lines += [line.split() for line in out.splitlines()]
    told = {key: word for word, key in lines if word != "closed"}
    ((_word, closed_at),) = [line for line in lines if line[0] == "closed"]
    assert set(told) == set(ids)
    assert datetime.fromtimestamp(float(closed_at), UTC) >= deadline
    with unit_of_work(writes=False):
        rows = session.execute(
            sa.select(Response.id, Response.status, Response.submitted_at).where(Response.need_id == need_id)
        ).all()
        opened = session.scalar(
            sa.select(sa.func.count()).where(Response.need_id == need_id, Response.status.in_(HANDED_IN))
        )
    assert {row.id for row in rows if row.status is ResponseStatus.SUBMITTED} == {
        key for key, word in told.items() if word == "in"
    }
    assert all(row.submitted_at is None or row.submitted_at < deadline for row in rows)
    in_time = sum(word == "in" for word in told.values())
    assert opened == in_time
    assert 0 < in_time < MANY
    assert board.loaded(need_id).status == "closed"
