"""Many at once, with real commits on both databases."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from govtech.clusters import proposing, services, support_services
from govtech.clusters.content import SupportData
from govtech.clusters.covering import demands
from govtech.clusters.models import Cluster
from govtech.clusters.support_models import Support
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict
from govtech.core.policy import SYSTEM
from govtech.needs.models import Need
from govtech.procurements.demand import added_up
from govtech.procurements.models import Participation, Procurement
from tests import people
from tests.clusters import towns
from tests.needs import board
from tests.races import at_once

AT_ONCE = 10


def act(actor, cluster_id, verb):
    """One coordinator's act; a database that is busy is asked again."""
    while True:
        try:
            with unit_of_work():
                found = verb(actor, session.get_one(Cluster, cluster_id))
                return found.id if found is not None else None
        except sa.exc.OperationalError:
            continue


def join(actor, need_id, population):
    """One municipality's joining; a database that is busy is asked again."""
    while True:
        try:
            with unit_of_work():
                support_services.join(
                    actor, session.get_one(Need, need_id), SupportData(population=population)
                )
                return "joined"
        except sa.exc.OperationalError:
            continue


def test_a_hundred_municipalities_join_at_once_and_none_is_lost(live):
    need_id = towns.post(towns.SUITA, population=1)
    actors = [towns.person(code) for code in towns.more_towns(100)]
    results: list[object] = []
    for start in range(0, len(actors), AT_ONCE):
        batch = actors[start : start + AT_ONCE]
        results += at_once(*(partial(join, actor, need_id, 10) for actor in batch))
    assert results == ["joined"] * 100
    with unit_of_work(writes=False):
        total = added_up(demands([need_id]))
    assert (total.municipalities, total.population) == (101, 1001)


def test_one_municipality_sending_many_times_joins_once(live):
    need_id = board.published(people.actor)
    browsers = [people.client(live.app(), who) for who in ("other_editor", "other_admin") * 4]
    typed = {"population": "1,000"}
    for _round in range(3):
        answers = at_once(
            *(
                lambda browser=browser: browser.post(f"/needs/{need_id}/support", data=typed).status_code
                for browser in browsers
            )
        )
        assert set(answers) <= {303, 409, 422, 503}
        assert 303 in answers
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count(Support.id))) == 1
        verbs = session.scalars(sa.text("SELECT verb FROM journal_entry WHERE verb = 'need.supported'")).all()
    assert len(verbs) == 1


def test_two_coordinators_confirm_at_once_and_one_is_told(live):
    ids = towns.bookings()
    towns.compute()
    cluster_id, coordinator = towns.cluster_of(ids[0]), people.actor("coordinator")
    results = at_once(*[partial(act, coordinator, cluster_id, services.confirm)] * 4)
    assert results.count(None) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 3
    assert towns.clusters()[cluster_id][0] == "confirmed"


def test_handing_over_at_once_makes_one_plan(live):
    ids = towns.bookings()
    towns.compute()
    cluster_id, coordinator = towns.cluster_of(ids[0]), people.actor("coordinator")
    act(coordinator, cluster_id, services.confirm)
    results = at_once(*[partial(act, coordinator, cluster_id, services.hand_over)] * 6)
    assert len(set(results)) == 1
    with unit_of_work(writes=False):
        assert session.scalars(sa.select(Procurement.id)).all() == [results[0]]
        assert session.scalar(sa.select(sa.func.count(Participation.id))) == 3


def test_two_clocks_at_once_propose_once(live):
    towns.bookings()
    with unit_of_work(writes=False):
        computed = proposing.think(proposing.read())

    def write() -> int:
        with unit_of_work():
            return proposing.write(SYSTEM, computed)

    assert sorted(at_once(write, write, write)) == [0, 0, 1]
    assert len(towns.clusters()) == 1
