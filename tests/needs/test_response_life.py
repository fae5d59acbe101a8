"""The life of a response against its table, whatever the order of acts and however the clock moves between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, DomainError, NotFound
from govtech.core.policy import SYSTEM, Actor
from govtech.needs import choosing_services as choosing
from govtech.needs import response_queries, services
from govtech.needs import response_services as responses
from govtech.needs.models import Need, Status
from govtech.needs.response_models import HANDED_IN, Response, ResponseStatus
from tests.needs import board

OWN = ("submit", "withdraw", "reopen", "edit")
OWNERS = ("shortlist", "unlist", "select", "decline")
ACTS = st.lists(st.sampled_from((*OWN, *OWNERS, "wait", "close")), min_size=3, max_size=14)


class Model:
    """What the table says: the state of the response, whether the deadline has come, whether the need has closed."""

    def __init__(self) -> None:
        self.status = ResponseStatus.DRAFT
        self.due = False
        self.closed = False

    def allows(self, act: str) -> bool:
        """Whether an act goes through now."""
        if act == "edit":
            return not self.due and self.status in {ResponseStatus.DRAFT, ResponseStatus.SUBMITTED}
        if act in OWN:
            return not self.due and self.status in Response.STEPS[act].sources
        handed_in = self.status in HANDED_IN
        return self.closed and handed_in and self.status in Response.STEPS[act].sources

    def take(self, act: str) -> None:
        """What becomes of it."""
        if act in Response.STEPS:
            self.status = ResponseStatus(Response.STEPS[act].target)


def _verbs(company: Actor, approver: Actor) -> dict[str, Callable[[Response], Any]]:
    return {
        "submit": lambda one: responses.submit(company, one),
        "withdraw": lambda one: responses.withdraw(company, one),
        "reopen": lambda one: responses.reopen(company, one),
        "edit": lambda one: responses.edit(company, one, board.ANSWER, one.version),
        "shortlist": lambda one: choosing.shortlist(approver, one),
        "unlist": lambda one: choosing.unlist(approver, one),
        "select": lambda one: choosing.select(approver, one, "合っていた"),
        "decline": lambda one: choosing.decline(approver, one, "届かない", ("outcome",)),
    }


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_order_of_acts_leads_where_the_table_says(actor_for, acts):
    company, approver, model = actor_for("company"), actor_for("approver"), Model()
    need_id = board.published(actor_for)
    with unit_of_work():
        response_id = responses.start(company, session.get(Need, need_id), board.ANSWER).id
    verbs, start = _verbs(company, approver), clock.now()
    for act in acts:
        moment = start + timedelta(days=11 if model.due or act == "wait" else 0)
        with clock.at(moment):
            if act == "wait":
                model.due = True
            elif act == "close":
                with unit_of_work():
                    services.close_due(SYSTEM)
                model.closed = model.closed or model.due
            else:
                _try(verbs[act], act, response_id, model, approver)
        found = board.response(response_id)
        assert found.status == model.status
        assert (found.submitted_at is not None) == (model.status in HANDED_IN)
        assert (board.loaded(need_id).status is Status.CLOSED) == model.closed
    _readers(response_id, model, company, approver)


def _try(verb: Callable[[Response], Any], act: str, response_id: str, model: Model, approver: Actor) -> None:
    if model.allows(act):
        with unit_of_work():
            verb(session.get(Response, response_id))
        model.take(act)
        return
    with unit_of_work(), pytest.raises(DomainError) as refusal:
        verb(session.get(Response, response_id))
    assert refusal.value.status in {Conflict.status, 403}


def _readers(response_id: str, model: Model, company: Actor, approver: Actor) -> None:
    """Whatever happened: the responder reads it, the owner what was handed in to a closed need."""
    with unit_of_work(writes=False):
        assert response_queries.get(company, response_id).id == response_id
        if model.closed and model.status in HANDED_IN:
            assert response_queries.get(approver, response_id).id == response_id
        else:
            with pytest.raises(NotFound):
                response_queries.get(approver, response_id)
