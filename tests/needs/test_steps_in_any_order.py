"""Whatever is tried in whatever order: what the table of steps allows happens, everything else changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtech.core import clock, journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import DomainError
from govtech.core.policy import SYSTEM
from govtech.needs import choosing_services, response_services, services
from govtech.needs.models import ALIVE, Need, Status
from govtech.needs.response_models import Response
from tests.needs import board

CHOSEN, TOLD = "selected", "declined"


@dataclass
class Model:
    """What should be: the state of the need, and of the one response to it."""

    status: Status = Status.DRAFT
    response: str | None = None

    def allows(self, act: str) -> bool:
        """Whether the act succeeds now."""
        if act == "answer":
            return self.status is Status.PUBLISHED and self.response is None
        if act in {CHOSEN, TOLD}:
            return self.status is Status.CLOSED and self.response == "submitted"
        if act == "match":
            return self.status is Status.CLOSED and self.response == CHOSEN
        if act == "unmatch":
            return self.status is Status.CLOSED and self.response in {None, TOLD}
        return self.status in Need.STEPS[act].sources

    def follow(self, act: str) -> None:
        """Become what the act makes of it."""
        if act in {"answer", CHOSEN, TOLD}:
            self.response = "submitted" if act == "answer" else act
        else:
            self.status = Need.STEPS[act].target


def _close(_actor, need: Need) -> None:
    if need.status is Status.PUBLISHED:
        need.response_deadline = clock.now() - timedelta(seconds=1)
        session.flush()
    if not services.close_due(SYSTEM):
        raise DomainError


def _response(need: Need) -> Response:
    return session.scalars(sa.select(Response).where(Response.need_id == need.id)).one_or_none() or _absent()


def _absent() -> Response:
    raise DomainError


def _answer(company, need: Need) -> None:
    response_services.submit(company, response_services.start(company, need, board.ANSWER))


ACTS: dict[str, Callable[..., object]] = {
    "submit": services.submit,
    "send_back": lambda actor, need: services.send_back(actor, need, "直してください"),
    "publish": services.publish,
    "answer": _answer,
    "close": _close,
    CHOSEN: lambda actor, need: choosing_services.select(actor, _response(need), "計画が確か"),
    TOLD: lambda actor, need: choosing_services.decline(actor, _response(need), "予算に合わない", ("price",)),
    "match": lambda actor, need: services.match(actor, need, "決まった"),
    "unmatch": lambda actor, need: services.unmatch(actor, need, "なかった"),
    "conclude": lambda actor, need: services.conclude(actor, need, "終わった"),
    "withdraw": lambda actor, need: services.withdraw(actor, need, "不要になった"),
}
ONWARDS = ("submit", "publish", "answer", "close", CHOSEN, "match", "conclude")
ORDERS = st.one_of(
    st.lists(st.sampled_from(list(ACTS)), max_size=14),
    st.lists(st.sampled_from(list(ACTS)), max_size=4).map(lambda tried: [*ONWARDS[: len(tried) + 2], *tried]),
    st.permutations(ONWARDS),
)


def _seen(need_id: str) -> tuple[object, ...]:
    """Everything that is stored about the need and its response, and how long the journal is."""
    with unit_of_work(writes=False):
        need = session.execute(sa.select(Need.__table__).where(Need.__table__.c.id == need_id)).one()
        response = session.execute(
            sa.select(Response.__table__).where(Response.__table__.c.need_id == need_id)
        ).one_or_none()
        entries = session.scalar(sa.select(sa.func.count()).select_from(journal.Entry))
        return need, response, entries


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=ORDERS)
def test_any_order_of_steps(actor_for, order):
    approver, company = actor_for("approver"), actor_for("company")
    need_id, model = board.draft(actor_for, response_deadline=clock.now() + timedelta(days=30)), Model()
    for act in order:
        before = _seen(need_id)
        allowed = model.allows(act)
        try:
            with unit_of_work():
                ACTS[act](company if act == "answer" else approver, session.get_one(Need, need_id))
        except DomainError:
            assert not allowed, (act, model)
            assert _seen(need_id) == before
        else:
            assert allowed, (act, model)
            model.follow(act)
            assert _seen(need_id) != before
        assert board.loaded(need_id).status is model.status


def test_the_model_and_the_table_speak_of_the_same_steps():
    assert set(Need.STEPS) <= set(ACTS)
    assert Need.STEPS["withdraw"].sources == frozenset(ALIVE)
