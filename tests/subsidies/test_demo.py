"""The sample subsidies: enough, marked, around today, and loaded once however often."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.demo import subsidies as demo
from govtech.subsidies import queries
from govtech.subsidies.models import Status, Subsidy
from govtech.subsidies.queries import ANY, Wanted
from govtech.subsidies.search import SEARCHABLE, to_document


def load() -> None:
    with unit_of_work():
        demo.load()


def test_samples_of_every_status_are_loaded_once(database, frozen):
    load()
    load()
    page = queries.listed(Wanted(status=ANY))
    assert page.total == 12
    assert all(row.sample and row.title.startswith("【見本】") and row.municipal for row in page.items)
    assert {row.status for row in page.items} == {status.value for status in Status}


def test_samples_are_linked_to_initiatives(database, frozen):
    load()
    assert queries.listed(Wanted(initiative=15)).total == 1
    assert queries.listed(Wanted(initiative=24, status=ANY)).total == 2


def test_sample_as_a_document(database, frozen):
    load()
    document = to_document(session.get(Subsidy, "samplesub1"))
    assert document.key == "subsidy:samplesub1"
    assert document.url == "/subsidies/samplesub1"
    assert document.initiatives == (7, 8, 18)
    assert document.tokens == {"public"}
    assert "職員研修" in document.body
    assert "#" not in document.body


def test_only_what_is_there_can_be_found(database, frozen):
    load()
    assert SEARCHABLE.visible(None, ["samplesub1", "gone"]) == {"samplesub1"}


def test_what_closes_next_stands_first(database, frozen):
    load()
    rows = queries.closing(3)
    assert [row.id for row in rows] == ["samplesub5", "samplesub1", "samplesub10"]
    assert session.scalar(sa.select(sa.func.count(Subsidy.id))) == 12
