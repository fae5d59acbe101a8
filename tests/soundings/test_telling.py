"""Who outside is told that a draft is open to remarks, or that companies are asked about its requirements."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.compliance import services as compliance
from govtech.compliance.services import CallData
from govtech.core.db import session, unit_of_work
from govtech.drafting.models import Specification
from govtech.notices import services as notices
from govtech.organisations.models import Organisation, Status
from govtech.soundings import services
from govtech.soundings.content import SoundingData
from govtech.soundings.models import Audience
from tests import people
from tests.matching import stage
from tests.soundings import stand

INSIDE = {"editor", "approver", "admin", "other_editor", "other_admin"}
OFFERING = {"company", "company_admin"}
WATCHING = {"group", "auditor"}


@pytest.fixture
def concerning(actor_for: Any, frozen: Any) -> str:
    """A draft about roads: company1 offers for it, company2 did until it was suspended, others watch its need."""
    made, need_id = stand.draft(), stage.asked(actor_for)
    for who in ("company", "other_company"):
        stage.offered(actor_for, who)
    for who in WATCHING:
        with unit_of_work():
            notices.watch(actor_for(who), "need", need_id)
    with unit_of_work():
        session.get_one(Organisation, "company2").status = Status.SUSPENDED
        specification = session.get_one(Specification, made)
        specification.need_id, specification.initiatives = need_id, ["23", "1"]
    for who in people.PEOPLE:
        people.user(who)
    return made


def told(verb: str) -> dict[str, str]:
    """What each was told, by their address."""
    return {address: notice["title"] for address, notice in people.told(verb)}


@pytest.mark.parametrize(
    ("audience", "outside"),
    [(Audience.VENDORS, OFFERING | {"group"}), (Audience.PUBLIC, OFFERING | WATCHING)],
)
def test_a_sounding_is_told_to_those_it_concerns(
    concerning: str, audience: Audience, outside: set[str]
) -> None:
    data = SoundingData(audience, stand.UNTIL)
    stand.act(services.open_for, people.actor("approver"), stand.spec(concerning), data)
    titles = told("sounding.opened")
    assert set(titles) >= {people.email_of(who) for who in INSIDE | outside}
    invited = {address for address, title in titles.items() if title.startswith("【仕様書案への意見募集】")}
    assert invited == {people.email_of(who) for who in outside}


def test_a_call_for_answers_is_told_to_those_it_concerns_once(concerning: str) -> None:
    data = CallData(stand.UNTIL)
    for _turn in range(2):
        stand.act(compliance.ask, people.actor("approver"), stand.spec(concerning), data)
    assert set(told("compliance_call.opened")) == {people.email_of(who) for who in OFFERING | {"group"}}
    assert told("compliance_call.moved") == {}
