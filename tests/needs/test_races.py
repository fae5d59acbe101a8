"""Several people, several processes, one moment: real commits on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus

import sqlalchemy as sa

from govtech.core import clock, journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict
from govtech.core.policy import SYSTEM
from govtech.needs import choosing_services, response_services, services
from govtech.needs.models import Need, Status
from govtech.needs.response_models import Response
from tests import people
from tests.needs import board
from tests.races import at_once


def keep_submitting(actor, response_id, start) -> None:
    """Submit as soon as it is `start`; a database that is busy is asked again, a refusal is the end."""
    while clock.now() < start:
        pass
    while True:
        try:
            with unit_of_work():
                return response_services.submit(actor, session.get(Response, response_id))
        except sa.exc.OperationalError:
            continue


def keep_closing() -> None:
    """Ask the clock until it has closed something."""
    closed = 0
    while not closed:
        with unit_of_work():
            closed = services.close_due(SYSTEM)


def test_submissions_around_the_deadline_are_in_or_refused_never_lost(live):
    """The deadline falls while suppliers submit and the clock closes: what was acknowledged is read afterwards."""
    need_id = board.published(people.actor, response_deadline=clock.now() + timedelta(seconds=60))
    suppliers = [people.actor(who) for who in ("company", "other_company", "group")]
    ids = []
    for supplier in suppliers:
        with unit_of_work():
            ids.append(response_services.start(supplier, session.get(Need, need_id), board.ANSWER).id)
    with unit_of_work():
        session.get(Need, need_id).response_deadline = clock.now() + timedelta(milliseconds=80)
    deadline = board.loaded(need_id).response_deadline
    starts = [deadline - timedelta(milliseconds=8 * place) for place in range(len(ids))]
    acts = [partial(keep_submitting, *each) for each in zip(suppliers, ids, starts, strict=True)]
    *results, _closed = at_once(*acts, keep_closing)
    need = board.loaded(need_id)
    assert need.status is Status.CLOSED
    assert need.closed_at >= deadline
    for response_id, result in zip(ids, results, strict=True):
        response = board.response(response_id)
        assert (response.status == "submitted") == (result is None)
        assert result is None or isinstance(result, Conflict)
        assert response.submitted_at is None or response.submitted_at < deadline
    assert isinstance(results[0], Conflict)


def test_a_submission_that_holds_the_need_is_in_before_it_closes(live):
    """A submission judged in time and still being written: the clock waits for it or passes it by."""
    need_id = board.published(people.actor, response_deadline=clock.now() + timedelta(seconds=60))
    company = people.actor("company")
    with unit_of_work():
        response_id = response_services.start(company, session.get(Need, need_id), board.ANSWER).id
    judged, go_on = threading.Event(), threading.Event()

    def submit() -> None:
        with unit_of_work():
            response_services.submit(company, session.get(Response, response_id))
            judged.set()
            go_on.wait(5)
        session.remove()

    thread = threading.Thread(target=submit)
    thread.start()
    assert judged.wait(5)
    release = threading.Timer(0.3, go_on.set)
    release.start()
    with clock.at(clock.now() + timedelta(seconds=61)), unit_of_work():
        services.close_due(SYSTEM)
    thread.join()
    with clock.at(clock.now() + timedelta(seconds=61)), unit_of_work():
        services.close_due(SYSTEM)
    assert board.response(response_id).status == "submitted"
    assert board.loaded(need_id).status is Status.CLOSED


def test_what_was_read_before_the_close_is_read_again_before_judging(live):
    """A submission that looked at an open need and came to judge it after somebody had closed it."""
    need_id = board.published(people.actor)
    company = people.actor("company")
    with unit_of_work():
        response_id = response_services.start(company, session.get(Need, need_id), board.ANSWER).id
    looked, closed = threading.Event(), threading.Event()

    def submit() -> None:
        with unit_of_work():
            response = session.get(Response, response_id)
            assert response.need.accepting
            looked.set()
            closed.wait(1)  # on SQLite the other writer cannot come in between, and this ends by itself
            response_services.submit(company, response)

    def close() -> None:
        looked.wait(5)
        with unit_of_work():
            need = session.get(Need, need_id)
            need.status, need.closed_at = Status.CLOSED, clock.now()
        closed.set()

    result, _closed = at_once(submit, close)
    assert isinstance(result, Conflict) == (live.engine.dialect.name == "postgresql")
    assert (board.response(response_id).status == "submitted") == (result is None)
    assert board.loaded(need_id).status is Status.CLOSED


def test_a_hundred_double_submissions_make_one_response(live):
    need_id = board.published(people.actor)
    browsers = [people.client(live.app(), who) for who in ("company", "company_admin") * 4]
    typed = {**board.TYPED, "approach": "同時に書いた提案", "then": "submit"}
    answers = []
    for _round in range(12):
        answers += at_once(
            *(
                lambda browser=browser: browser.post(f"/needs/{need_id}/response", data=typed).status_code
                for browser in browsers
            )
        )
    assert answers.count(HTTPStatus.SEE_OTHER) == 1
    refused = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE}
    assert set(answers) <= {HTTPStatus.SEE_OTHER, *refused}
    with unit_of_work(writes=False):
        count = sa.select(sa.func.count()).select_from(Response).where(Response.need_id == need_id)
        assert session.scalar(count) == 1


def test_the_clock_closes_once_however_many_ask(live):
    need_ids = [board.published(people.actor) for _need in range(5)]
    with unit_of_work():
        session.execute(sa.update(Need).values(response_deadline=clock.now() - timedelta(seconds=1)))

    def close() -> int:
        with unit_of_work():
            return services.close_due(SYSTEM)

    results = at_once(*[close] * 6)
    assert sum(results) == len(need_ids)
    with unit_of_work(writes=False):
        entries = (
            sa.select(sa.func.count()).select_from(journal.Entry).where(journal.Entry.verb == "need.closed")
        )
        assert session.scalar(entries) == len(need_ids)


def test_two_approvers_decide_at_once_and_one_is_told(live):
    _need, (response_id,) = board.closed(people.actor, "company")
    approver, admin = people.actor("approver"), people.actor("admin")

    def decide(actor, verb) -> Callable[[], str]:
        def act() -> str:
            with unit_of_work():
                verb(actor, session.get(Response, response_id), "理由")
            return verb.__name__

        return act

    results = at_once(decide(approver, choosing_services.select), decide(admin, choosing_services.decline))
    won = [result for result in results if isinstance(result, str)]
    assert len(won) == 1
    status = {"select": "selected", "decline": "declined"}[won[0]]
    assert board.response(response_id).status == status


def test_of_two_edits_of_the_same_version_one_is_refused(live):
    need_id = board.draft(people.actor)
    version = board.loaded(need_id).version
    editor, approver = people.actor("editor"), people.actor("approver")

    def edit(actor, title) -> Callable[[], str]:
        def act() -> str:
            with unit_of_work():
                data = board.replace(board.STATED, title=title)
                services.edit(actor, session.get(Need, need_id), data, version)
            return title

        return act

    results = at_once(edit(editor, "担当者の件名"), edit(approver, "承認者の件名"))
    won = [result for result in results if isinstance(result, str)]
    assert len(won) == 1
    assert board.loaded(need_id).title == won[0]
