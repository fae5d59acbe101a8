"""Reference data: the facts of the founding document, kept by coordinators; and who followed what."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.journal import Entry, history
from govtech.knowledge import (
    adoption_services,
    part_queries,
    queries,
    reference,
    reference_queries,
    reference_services,
)
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus
from govtech.knowledge.adoption_services import AdoptionData
from govtech.knowledge.models import (
    Barrier,
    FreeService,
    Initiative,
    Level,
    OneStopService,
    Sector,
    Technology,
)
from govtech.knowledge.reference_services import FreeServiceData, InitiativeData, OneStopData, TechnologyData
from govtech.knowledge.search import free_service_document, visible_free_services
from tests import people
from tests.knowledge.stories import draft, published


def count(table):
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_the_founding_document_is_there(actor_for):
    assert (count(Initiative), count(Technology), count(OneStopService), count(Barrier)) == (24, 28, 18, 3)
    assert session.get_one(Initiative, 15).name == "RPA"
    assert (session.get_one(Initiative, 19).year_from, session.get_one(Initiative, 19).generation) == (
        2020,
        3,
    )
    assert {row.generation for row in reference_queries.technologies()} == {1, 2, 3}
    ladder = reference_queries.ladder(reference_queries.one_stop())
    assert ladder[Sector.PRIVATE] == {
        Level.COMPLETE: 5,
        Level.PARTIAL: 4,
        Level.INFORMATION: 0,
        Level.NONE: 0,
    }
    assert ladder[Sector.GOVERNMENT] == {
        Level.COMPLETE: 0,
        Level.PARTIAL: 1,
        Level.INFORMATION: 2,
        Level.NONE: 6,
    }
    assert [(row.name, row.municipalities) for row in reference_queries.barriers()] == [
        ("予算の不足", 31),
        ("人材の不足", 28),
        ("情報の不足", 14),
    ]
    assert count(Adoption) == 14
    assert count(FreeService) >= 10


def test_loading_again_changes_nothing_that_people_changed(actor_for):
    coordinator = actor_for("coordinator")
    rpa, first = session.get_one(Initiative, 15), session.get_one(Technology, "te-01")
    reference_services.change_initiative(
        coordinator, rpa, InitiativeData("業務の自動化", 2016, "2"), expected_version=rpa.version
    )
    reference_services.change_technology(
        coordinator, first, TechnologyData("ウェブ", 1991, "1"), expected_version=first.version
    )
    session.flush()
    before = [
        count(table)
        for table in (Initiative, Technology, OneStopService, Barrier, Adoption, FreeService, Entry)
    ]
    reference.load()
    session.flush()
    after = [
        count(table)
        for table in (Initiative, Technology, OneStopService, Barrier, Adoption, FreeService, Entry)
    ]
    assert before == after
    session.expire_all()
    assert session.get_one(Initiative, 15).name == "業務の自動化"
    assert session.get_one(Technology, "te-01").name == "ウェブ"


def changes(coordinator):
    """Each verb of a coordinator, ready to be called with an actor."""
    rpa, first = session.get_one(Initiative, 15), session.get_one(Technology, "te-01")
    one_stop, line = session.get_one(OneStopService, "os-10"), session.get_one(FreeService, "fs-line")
    free = FreeServiceData(
        "新しいサービス", "アタラシイサービス", "提供元", "できること", initiatives=(15, 7)
    )
    return {
        "initiative": lambda actor, version: reference_services.change_initiative(
            actor, rpa, InitiativeData("自動化", 2016, "2", "説明"), expected_version=version or rpa.version
        ),
        "technology": lambda actor, version: reference_services.change_technology(
            actor, first, TechnologyData("ウェブ", 1991, "1"), expected_version=version or first.version
        ),
        "one_stop": lambda actor, version: reference_services.change_one_stop(
            actor, one_stop, OneStopData("complete", "調べた"), expected_version=version or one_stop.version
        ),
        "free": lambda actor, version: reference_services.change_free_service(
            actor, line, free, expected_version=version or line.version
        ),
    }


@pytest.mark.parametrize("name", ["initiative", "technology", "one_stop", "free"])
def test_only_a_coordinator_changes_it_and_the_journal_says_what(actor_for, name):
    verb = changes(actor_for("coordinator"))[name]
    for who in set(people.WHO) - {"coordinator"}:
        with pytest.raises(Forbidden):
            verb(actor_for(who), None)
    with pytest.raises(Conflict):
        verb(actor_for("coordinator"), 99)
    entries = count(Entry)
    verb(actor_for("coordinator"), None)
    session.flush()
    entry = session.scalars(sa.select(Entry).order_by(Entry.id.desc()).limit(1)).one()
    assert count(Entry) == entries + 1
    assert entry.verb.endswith(".changed")
    assert entry.changes


def test_what_is_added(actor_for):
    coordinator = actor_for("coordinator")
    technology = reference_services.add_technology(coordinator, TechnologyData("量子計算", 2025, "3"))
    service = reference_services.add_free_service(
        coordinator,
        FreeServiceData(
            "新しいサービス", "アタラシイサービス", "提供元", "できること", initiatives=(15, 7, 99)
        ),
    )
    session.flush()
    assert reference_queries.technologies()[-1].id == technology.id
    assert [row.number for row in service.initiatives] == [7, 15]
    document = free_service_document(service)
    assert document
    assert document.url == f"/services/{service.id}"
    service.offered = False
    session.flush()
    assert free_service_document(service) is None
    assert visible_free_services(actor_for("visitor"), [service.id, "fs-line"]) == {"fs-line"}
    assert service.id not in {row.id for row in reference_queries.free_services()}


def test_a_second_editor_notices_that_only_the_initiatives_changed(actor_for):
    coordinator = actor_for("coordinator")
    line = session.get(FreeService, "fs-line")
    seen = line.version
    values = {
        field.name: getattr(line, field.name)
        for field in fields(FreeServiceData)
        if field.name != "initiatives"
    }
    reference_services.change_free_service(
        coordinator, line, FreeServiceData(**values, initiatives=(13,)), expected_version=seen
    )
    session.flush()
    with pytest.raises(Conflict):
        reference_services.change_free_service(
            coordinator, line, FreeServiceData(**values, initiatives=(17,)), expected_version=seen
        )
    assert [item.number for item in line.initiatives] == [13]
    assert "initiatives" in history(coordinator, line)[0].changes


def test_free_services_are_found_by_word_and_initiative(actor_for):
    assert {row.id for row in reference_queries.free_services("らいん")} == set()
    assert {row.id for row in reference_queries.free_services("ｌｉｎｅ")} == {"fs-line"}
    assert "fs-line" in {row.id for row in reference_queries.free_services(initiative=13)}
    assert reference_queries.free_services("%") == []
    assert {number for number, _name, n in reference_queries.free_service_facets() if n} >= {7, 11, 13}


def test_initiatives_count_what_the_reader_may_see(actor_for):
    published(actor_for("editor"), actor_for("approver"), visibility="municipalities")
    published(actor_for("editor"), actor_for("approver"))
    draft(actor_for("editor"))
    for who, cases in (
        ("visitor", 1),
        ("company", 1),
        ("other_editor", 2),
        ("coordinator", 2),
        ("editor", 2),
    ):
        rows = {row.number: row for row in reference_queries.initiatives(actor_for(who))}
        assert (rows[16].cases, rows[16].municipalities) == (cases, 8)


# ---- who followed


@pytest.fixture
def case(actor_for):
    return published(actor_for("editor"), actor_for("approver"))


def test_a_municipality_records_its_way(actor_for, case, frozen):
    other = actor_for("other_editor")
    adoption = adoption_services.record_case(other, case, AdoptionData("considering", note="読んだ"))
    assert adoption.considered_on == date(2026, 12, 1)
    adoption_services.record_case(other, case, AdoptionData("trial", date(2026, 12, 10)))
    adoption_services.record_case(other, case, AdoptionData("adopted", date(2027, 4, 1), "全課で"))
    session.flush()
    assert part_queries.own_adoption(other, case) is adoption
    assert (adoption.status, adoption.tried_on, adoption.adopted_on) == (
        AdoptionStatus.ADOPTED,
        date(2026, 12, 10),
        date(2027, 4, 1),
    )
    with pytest.raises(Conflict):
        adoption_services.record_case(other, case, AdoptionData("trial"))
    adoption_services.record_case(other, case, AdoptionData("ended", date(2028, 3, 31)))
    adoption_services.record_case(other, case, AdoptionData("considering", date(2026, 11, 1)))
    assert (adoption.tried_on, adoption.adopted_on, adoption.ended_on) == (None, None, None)
    [row] = part_queries.followers(other, case)
    assert row.municipality == "高槻市"


def test_days_run_forward(actor_for, case):
    other = actor_for("other_editor")
    adoption_services.record_case(other, case, AdoptionData("considering", date(2026, 12, 1)))
    with pytest.raises(Invalid) as refused:
        adoption_services.record_case(other, case, AdoptionData("trial", date(2026, 11, 1)))
    assert "on" in refused.value.errors


def test_considering_is_between_municipalities(actor_for, case):
    adoption_services.record_case(actor_for("other_editor"), case, AdoptionData("considering"))
    session.flush()
    for who, seen in (
        ("visitor", 0),
        ("company_admin", 0),
        ("auditor", 0),
        ("editor", 1),
        ("coordinator", 1),
    ):
        assert len(part_queries.followers(actor_for(who), case)) == seen
    assert queries.listing(actor_for("visitor"), queries.Filters()).items[0].followers == 0


def test_who_follows_what(actor_for, case):
    for who in set(people.WHO) - {"editor", "approver", "admin", "other_editor", "other_admin"}:
        with pytest.raises(Forbidden):
            adoption_services.record_case(actor_for(who), case, AdoptionData("trial"))
    with pytest.raises(Invalid):
        adoption_services.record_case(actor_for("editor"), case, AdoptionData("trial"))
    with pytest.raises(Invalid):
        adoption_services.record_case(
            actor_for("other_editor"), draft(actor_for("editor")), AdoptionData("trial")
        )


def test_an_initiative_is_taken_up_under_its_own_name(actor_for):
    rpa = session.get_one(Initiative, 15)
    other = actor_for("other_editor")
    first = adoption_services.record_initiative(other, rpa, "税務RPA", AdoptionData("trial"))
    session.flush()
    again = adoption_services.record_initiative(other, rpa, "税務RPA", AdoptionData("adopted"))
    second = adoption_services.record_initiative(other, rpa, "福祉RPA", AdoptionData("trial"))
    assert first is again is not second


def test_pages_of_adoption(client_for, actor_for):
    with unit_of_work():
        found = published(actor_for("editor"), actor_for("approver")).id
    other = client_for("other_editor")
    empty = other.post(f"/cases/{found}/adoption", data={"note": "残る文"})
    assert empty.status_code == 422
    assert "状況を選んでください。" in empty.text
    assert "残る文" in empty.text
    assert (
        other.post(f"/cases/{found}/adoption", data={"status": "trial", "on": "2026年11月1日"}).status_code
        == 303
    )
    assert "高槻市" in other.get(f"/cases/{found}").text
    wrong = other.post("/initiatives/15/adoption", data={"status": "trial", "programme": ""})
    assert wrong.status_code == 422
    assert (
        other.post("/initiatives/15/adoption", data={"status": "adopted", "programme": "税務RPA"}).status_code
        == 303
    )
    assert "税務RPA" in other.get("/initiatives/15").text
    assert client_for("company").post("/initiatives/15/adoption", data={}).status_code == 403
    assert other.post("/initiatives/99/adoption", data={}).status_code == 404


EDITS = {
    "/initiatives/15/edit": ({"name": "自動化", "year_from": "2016", "generation": "2"}, "name"),
    "/technologies/te-01/edit": ({"name": "ウェブ", "year_from": "1991", "generation": "1"}, "name"),
    "/one-stop/os-10/edit": ({"level": "complete", "note": "調べた"}, "level"),
    "/services/fs-line/edit": (
        {"name": "別の名前", "kana": "ベツ", "provider": "会社", "summary": "概要", "offered": "y"},
        "name",
    ),
}


@pytest.mark.parametrize("address", EDITS)
def test_an_edit_page_of_a_coordinator(client_for, address):
    typed, needed = EDITS[address]
    browser = client_for("coordinator")
    assert browser.get(address).status_code == 200
    assert client_for("admin").get(address).status_code == 403
    wrong = browser.post(address, data={**typed, needed: "", "version": "1"})
    assert wrong.status_code == 422
    stale = browser.post(address, data={**typed, "version": "7"})
    assert stale.status_code == 409
    assert typed[needed] in stale.text
    assert browser.post(address, data={**typed, "version": "1"}).status_code == 303
    assert (
        browser.get(
            address.replace("15", "98").replace("te-01", "x").replace("os-10", "x").replace("fs-line", "x")
        ).status_code
        == 404
    )


def test_pages_that_add(client_for):
    browser = client_for("coordinator")
    made = browser.post("/services/new", data=EDITS["/services/fs-line/edit"][0])
    assert made.status_code == 303
    assert "別の名前" in browser.get(made.location).text
    assert browser.post("/technologies/new", data=EDITS["/technologies/te-01/edit"][0]).status_code == 303
    assert "ウェブ" in browser.get("/initiatives").text
    assert browser.post("/services/new", data={}).status_code == 422
    twice = browser.post("/services/new", data=EDITS["/services/fs-line/edit"][0])
    assert twice.status_code == 422
    assert "同じ名前の無償サービス" in twice.text
    assert 'value="別の名前"' in twice.text
