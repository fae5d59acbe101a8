"""The demonstration's board: loaded twice it stays the same, and every state is there to look at."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from govtech.core import clock
from govtech.core.db import Base, session, unit_of_work
from govtech.core.journal import Entry
from govtech.core.policy import SYSTEM
from govtech.demo import accounts, needs, solutions
from govtech.needs.models import Need, NeedRevision, Status
from govtech.needs.response_models import Response, ResponseStatus
from govtech.needs.services import close_due
from govtech.organisations.models import Organisation
from govtech.solutions.models import Solution


def _load() -> None:
    for part in (accounts, solutions, needs):
        with unit_of_work():
            part.load()


def _counts() -> dict[str, int]:
    tables: tuple[type[Base], ...] = (Organisation, Solution, Need, NeedRevision, Response, Entry)
    with unit_of_work(writes=False):
        return {
            table.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in tables
        }


@pytest.fixture
def loaded(database) -> None:
    _load()


def test_loading_again_changes_nothing(loaded):
    before = _counts()
    _load()
    assert _counts() == before


def test_every_state_is_there_and_marked_as_a_sample(loaded):
    with unit_of_work(writes=False):
        assert set(session.scalars(sa.select(Need.status))) == set(Status)
        assert set(session.scalars(sa.select(Response.status))) == set(ResponseStatus) - {
            ResponseStatus.WITHDRAWN
        }
        assert session.scalar(sa.select(sa.func.count()).where(Solution.status == "published")) >= 12
        for table in (Need, Response, Solution):
            assert set(session.scalars(sa.select(table.sample))) == {True}
        invented = sa.select(Organisation.corporate_number).where(Organisation.sample)
        assert all(
            number is None or number[1:10] == "9" * 9 for number in session.scalars(invented)
        )  # nobody has those


def test_deadlines_count_from_the_moment_of_loading(loaded):
    with unit_of_work():
        assert close_due(SYSTEM) == 0
        open_ones = session.scalars(sa.select(Need).where(Need.status == Status.PUBLISHED)).all()
        assert len(open_ones) == 3
        assert all(need.accepting for need in open_ones)
        assert {clock.days_left(need.response_deadline) for need in open_ones} == {3, 12, 28}
    with clock.at(clock.now() + timedelta(days=40)), unit_of_work():
        assert close_due(SYSTEM) == 3


def test_pages_of_the_samples_open(loaded, client):
    with unit_of_work(writes=False):
        public = [
            *(
                f"/needs/{key}"
                for key in session.scalars(sa.select(Need.id).where(Need.published_at.is_not(None)))
            ),
            *(
                f"/solutions/{key}"
                for key in session.scalars(sa.select(Solution.id).where(Solution.status == "published"))
            ),
        ]
    for address in (*public, "/needs", "/solutions"):
        page = client.get(address)
        assert page.status_code == HTTPStatus.OK
        assert "見本" in page.text


def test_everybody_can_sign_in_with_the_printed_password(loaded, client):
    assert accounts.PASSWORD in accounts.table()
    answer = client.post(
        "/signin", data={"email": "approver@toyonaka.example", "password": accounts.PASSWORD}
    )
    assert answer.status_code == HTTPStatus.SEE_OTHER
