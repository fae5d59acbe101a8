"""What the services refuse by themselves, whoever calls them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtech.core.db import unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.policy import SYSTEM
from govtech.subsidies import queries, services
from govtech.subsidies.services import SubsidyData, WindowData
from tests.subsidies.conftest import FACTS

DATA = SubsidyData(**FACTS)


def test_stale_version_is_a_conflict(enter):
    made = enter()
    with unit_of_work():
        services.edit(SYSTEM, queries.get(made), replace(DATA, rate="3分の1"), None, 1)
    with pytest.raises(Conflict, match="ほかの人が先に変更しました"), unit_of_work():
        services.edit(SYSTEM, queries.get(made), replace(DATA, rate="4分の1"), None, 1)
    assert queries.get(made).rate == "3分の1"


@pytest.mark.parametrize(
    ("data", "window", "field"),
    [
        (replace(DATA, initiatives=(99,)), WindowData(), "initiatives"),
        (DATA, WindowData(areas=("火星",)), "areas"),
    ],
)
def test_what_is_in_no_list_is_refused(database, data, window, field):
    with pytest.raises(Invalid) as refused, unit_of_work():
        services.create(SYSTEM, data, window)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("who", ["visitor", "admin", "company_admin", "auditor", "operator"])
def test_only_coordinators_enter_and_correct(enter, actor_for, who):
    made = enter()
    actor = actor_for(who)
    with pytest.raises(Forbidden), unit_of_work():
        services.create(actor, DATA, WindowData())
    with pytest.raises(Forbidden), unit_of_work():
        services.edit(actor, queries.get(made), DATA, None, 1)


def test_initiatives_are_linked_and_unlinked(enter):
    made = enter(initiatives=(7, 8))
    with unit_of_work():
        services.edit(SYSTEM, queries.get(made), replace(DATA, initiatives=(8, 15)), None, 1)
    assert [link.number for link in queries.get(made).initiatives] == [8, 15]
    assert queries.listed(queries.Wanted(initiative=7)).total == 0
    assert queries.listed(queries.Wanted(initiative=15)).total == 1
