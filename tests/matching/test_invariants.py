"""Whatever is hidden, shown, withdrawn or closed in whatever order: nothing invisible appears, nothing leaks."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict
from govtech.matching import queries, services, suggesting
from govtech.matching.models import HideReason
from govtech.matching.services import HideData
from govtech.needs import services as needs
from govtech.needs.models import Need
from tests.matching import stage
from tests.needs import board

WHO = ("company", "other_company")
TITLES = ("道路の穴の通報", "道路の陥没の通報を早く", "街路灯と道路の故障の通報", "公園と道路の損傷の通報")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hide", "hide", "show", "withdraw", "close"]),
        st.integers(0, len(TITLES) - 1),
        st.sampled_from(HideReason),
        st.sampled_from(WHO),
    ),
    max_size=7,
)


def _do(actor_for, step: str, need_id: str, reason: HideReason, who: str) -> None:
    actor, need = actor_for(who), stage.get(Need, need_id)
    if step == "hide":
        services.hide(actor, need, HideData(reason, "わけ"))
    elif step == "show":
        for hidden, of in queries.hidden(actor):
            if of.id == need_id:
                services.show_again(actor, hidden)
    elif step == "withdraw":
        needs.withdraw(actor_for("approver"), need, "取りやめた")
    else:
        board.close(need_id)


def _suggested(actor_for, who: str) -> dict[str, float]:
    with unit_of_work(writes=False):
        return {one.need_id: one.score for one in suggesting.for_organisation(actor_for(who))}


def _open() -> set[str]:
    with unit_of_work(writes=False):
        return set(session.scalars(sa.select(Need.id).where(Need.status == "published")))


@pytest.fixture
def needs_of_roads(actor_for) -> list[str]:
    for who in WHO:
        stage.offered(actor_for, who, replace(stage.ROAD_APP, name=f"道路通報アプリ {who}"))
    return [stage.asked(actor_for, title=title) for title in TITLES]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_feedback_only_lowers_and_stays_at_home(
    database: sa.Connection, actor_for, needs_of_roads: list[str], steps
) -> None:
    actors = {who: actor_for(who) for who in (*WHO, "approver")}
    with database.begin_nested() as trace:
        hidden: dict[str, set[str]] = {who: set() for who in WHO}
        for step, place, reason, who in steps:
            need = needs_of_roads[place]
            other, hidden_before = WHO[1 - WHO.index(who)], set(hidden[who])
            before = {one: _suggested(actors.__getitem__, one) for one in WHO}
            try:
                with unit_of_work():
                    _do(actors.__getitem__, step, need, reason, who)
            except Conflict:  # it was withdrawn or closed before
                continue
            if step in {"hide", "show"}:
                assert _suggested(actors.__getitem__, other) == before[other]
                (hidden[who].add if step == "hide" else hidden[who].discard)(need)
            shown = _suggested(actors.__getitem__, who)
            assert set(shown) <= _open() - hidden[who]
            if step == "hide" and need not in hidden_before:
                assert all(score <= before[who][one] for one, score in shown.items())
        trace.rollback()
