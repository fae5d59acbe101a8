"""What the services refuse by themselves, whoever calls them."""

from __future__ import annotations

import pytest

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden
from govtech.core.journal import history
from govtech.core.policy import SYSTEM
from govtech.organisations import services
from govtech.organisations.models import Organisation
from govtech.organisations.services import FactsData
from tests import people

FACTS = FactsData("豊中市中桜塚", "https://www.city.toyonaka.osaka.jp/", 3600, "", ("電子申請",))


def toyonaka() -> Organisation:
    return session.get(Organisation, people.HOME_TOWN)


def test_stale_version_is_a_conflict(database):
    with unit_of_work():
        services.edit(SYSTEM, toyonaka(), FACTS, 1)
    with pytest.raises(Conflict, match="ほかの人が先に変更しました"), unit_of_work():
        services.edit(SYSTEM, toyonaka(), FactsData("別の所在地", "", None, "", ()), 1)
    assert toyonaka().address == "豊中市中桜塚"


def test_what_changed_is_in_the_journal_and_nothing_when_nothing_did(database, actor_for):
    admin = actor_for("admin")
    with unit_of_work():
        services.edit(admin, toyonaka(), FACTS, 1)
    with unit_of_work():
        services.edit(admin, toyonaka(), FACTS, 2)
    entries = [entry for entry in history(admin, toyonaka()) if entry.verb == "organisation.edited"]
    assert len(entries) == 1
    assert entries[0].changes["employees"] == [None, 3600]
    assert "website" not in entries[0].changes


@pytest.mark.parametrize("who", ["visitor", "editor", "approver", "other_admin", "coordinator", "operator"])
def test_only_the_own_admin_changes_the_facts(actor_for, who):
    actor = actor_for(who)
    with pytest.raises(Forbidden), unit_of_work():
        services.edit(actor, toyonaka(), FACTS, 1)
    with pytest.raises(Forbidden), unit_of_work():
        services.add_certification(actor, toyonaka(), services.CertificationData("ISMAP", "", None))


def test_the_secretariat_does_not_suspend_itself(actor_for):
    with pytest.raises(Forbidden), unit_of_work():
        services.suspend(actor_for("coordinator"), session.get(Organisation, "secretariat"), "理由")


@pytest.mark.parametrize("step", ["verify", "resume"])
def test_step_from_another_state_says_where_it_stands(actor_for, step):
    coordinator = actor_for("coordinator")
    with pytest.raises(Conflict, match="確認済み"), unit_of_work():
        getattr(services, step)(coordinator, toyonaka())
