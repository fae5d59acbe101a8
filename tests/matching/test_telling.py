"""Suppliers are told once of a need that fits them well, and not more often than they can bear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden
from govtech.core.policy import SYSTEM
from govtech.matching import services
from govtech.matching.models import HideReason
from govtech.matching.services import A_WEEK, FRESH, HideData, tell_fitting
from govtech.notices.models import Kind
from govtech.organisations.models import Organisation
from tests import people
from tests.matching import stage
from tests.needs import board


def clock_strikes() -> int:
    with unit_of_work():
        return tell_fitting(SYSTEM)


def told() -> list[tuple[str, str]]:
    """(path, user) of everybody who was told that a need fits."""
    return [
        (notice["path"], notice["user_id"])
        for _verb, notice in people.told("match_announcement.made")
        if notice["kind"] == Kind.MATCH
    ]


def test_members_of_a_fitting_supplier_are_told_once(actor_for) -> None:
    stage.offered(actor_for)
    stage.offered(actor_for, "other_company", stage.NURSERY_APP)
    company, admin = actor_for("company"), actor_for("company_admin")
    need = stage.asked(actor_for)
    assert clock_strikes() == 1
    assert sorted(told()) == sorted((f"/needs/{need}", one.user_id) for one in (company, admin))
    assert clock_strikes() == 0
    assert len(told()) == 2


def test_the_notice_says_which_solution_why_and_until_when(actor_for) -> None:
    stage.offered(actor_for)
    stage.asked(actor_for)
    clock_strikes()
    notice = people.told("match_announcement.made")[0][1]
    assert stage.ROADS["title"] in notice["title"]
    for part in (stage.ROAD_APP.name, "道路", "提案の締切"):
        assert part in notice["text"]


def test_what_fits_nobody_is_looked_at_once(actor_for) -> None:
    stage.offered(actor_for, data=stage.NURSERY_APP)
    stage.asked(actor_for)
    assert (clock_strikes(), clock_strikes()) == (1, 0)
    assert told() == []


def test_no_more_than_a_few_a_week(actor_for, frozen) -> None:
    stage.offered(actor_for)
    titles = [f"道路の穴の通報を受けたい その{n}" for n in range(A_WEEK + 2)]
    needs = [stage.asked(actor_for, title=title) for title in titles]
    while clock_strikes():
        frozen.move(seconds=1)
    assert {path for path, _user in told()} <= {f"/needs/{need}" for need in needs}
    assert len({path for path, _user in told()}) == A_WEEK
    frozen.move(days=8)
    late = stage.asked(actor_for, title="道路の損傷の通報を受けたい 来週")
    assert clock_strikes() == 1
    assert f"/needs/{late}" in {path for path, _user in told()}


@pytest.mark.parametrize("why", ["kind", "registered", "hidden", "rest", "old", "withdrawn"])
def test_nobody_is_told_who_could_not_or_would_not(actor_for, frozen, why) -> None:
    stage.offered(actor_for)
    company = actor_for("company")
    values = {"respondents": "civic_groups"} if why == "kind" else {}
    need = stage.asked(actor_for, **values)
    with unit_of_work():
        if why == "registered":
            session.get_one(Organisation, "company1").status = "registered"
        if why == "hidden":
            services.hide(company, stage.get(board.Need, need), HideData(HideReason.NETWORK))
        if why == "withdrawn":
            board.services.withdraw(actor_for("approver"), stage.get(board.Need, need), "取りやめた")
    if why == "rest":
        other = stage.asked(actor_for, title="ため池の水位", initiatives=(3,))
        with unit_of_work():
            services.hide(company, stage.get(board.Need, other), HideData(HideReason.NO_CAPACITY))
    if why == "old":
        frozen.move(days=FRESH.days, seconds=1)
    clock_strikes()
    assert told() == []


def test_one_notice_for_an_organisation_with_two_solutions(actor_for) -> None:
    stage.offered(actor_for)
    stage.offered(actor_for, data=replace(stage.ROAD_APP, name="道路損傷通報の窓口 みちのえき"))
    actor_for("company")
    stage.asked(actor_for)
    clock_strikes()
    users = [user for _path, user in told()]
    assert len(users) == len(set(users)) > 0


def test_only_the_clock_tells(actor_for) -> None:
    for who in ("editor", "company", "coordinator", "operator"):
        with unit_of_work(), pytest.raises(Forbidden):
            tell_fitting(actor_for(who))


def test_who_was_told_is_nobodys_business(client, client_for, actor_for) -> None:
    stage.offered(actor_for)
    need = stage.asked(actor_for)
    clock_strikes()
    for browser in (client, client_for("approver"), client_for("coordinator")):
        assert "match_announcement" not in browser.get(f"/needs/{need}").text
