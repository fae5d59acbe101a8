"""Organisations as documents: found when verified, gone when suspended."""

from __future__ import annotations

from govtech.core.db import session, unit_of_work
from govtech.organisations import services
from govtech.organisations.models import Organisation
from govtech.organisations.search import SEARCHABLE, to_document
from tests import people


def test_municipality_as_a_document(database):
    document = to_document(session.get(Organisation, "272035"))
    assert document is not None
    assert document.key == "organisation:272035"
    assert document.title == "豊中市"
    assert document.url == "/organisations/272035"
    assert document.tokens == {"public"}
    assert "とよなかし" in document.keywords


def test_only_verified_organisations_are_found(database, actor_for):
    people.user("new_company")
    coordinator = actor_for("coordinator")
    assert to_document(session.get(Organisation, "company3")) is None
    assert SEARCHABLE.visible(coordinator, ["company3", "272035"]) == {"272035"}
    with unit_of_work():
        services.verify(coordinator, session.get(Organisation, "company3"))
    assert to_document(session.get(Organisation, "company3")) is not None
    with unit_of_work():
        services.suspend(coordinator, session.get(Organisation, "company3"), "理由")
    assert to_document(session.get(Organisation, "company3")) is None
    assert SEARCHABLE.visible(actor_for("visitor"), ["company3"]) == set()
