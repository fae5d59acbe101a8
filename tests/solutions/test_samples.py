"""The demonstration's offerings: invented, marked as such, naming only invented cases, and worth comparing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.identifiers import corporate_number
from govtech.demo import accounts, knowledge, solutions
from govtech.knowledge.models import CaseStudy
from govtech.organisations.models import Organisation
from govtech.organisations.queries import expiry
from govtech.solutions.cases import titles
from govtech.solutions.models import Solution
from govtech.solutions.pricing import overlapping


@pytest.fixture
def loaded(database):
    for part in (knowledge, accounts, solutions):
        with unit_of_work():
            part.load()
    return session.scalars(sa.select(Solution)).all()


def test_everything_is_marked_and_could_have_been_typed(loaded):
    assert len(loaded) >= 15
    assert all(one.sample and one.organisation.sample for one in loaded)
    assert not [one.id for one in loaded if overlapping(one.prices)]


def test_only_invented_cases_are_named_and_everybody_may_read_them(loaded):
    named = {item.case_id for one in loaded for item in one.references if item.case_id}
    assert len(named) >= 5
    assert set(titles(named)) == named
    cases = session.scalars(sa.select(CaseStudy).where(CaseStudy.id.in_(named)))
    assert all(case.source.startswith("見本のための文章と数値です") for case in cases)
    assert all("（見本）" in item.note for one in loaded for item in one.references)


def test_a_comparison_shows_something(loaded):
    forms = [
        one for one in loaded if 7 in {item.number for item in one.initiatives} and one.status == "published"
    ]
    assert len(forms) >= 4
    assert len({band.tax_included for one in forms for band in one.prices}) == 2
    makers = session.scalars(sa.select(Organisation).where(Organisation.sample)).all()
    states = {expiry(held.expires_on) for maker in makers for held in maker.certifications}
    assert states == {"open", "wait", "stop"}


def test_corporate_numbers_are_well_formed_and_belong_to_nobody(loaded):
    numbers = session.scalars(
        sa.select(Organisation.corporate_number).where(
            Organisation.sample, Organisation.corporate_number.is_not(None)
        )
    )
    found = list(numbers)
    assert len(found) >= 5
    for number in found:
        assert corporate_number(number) == number
        assert number[1:5] == "9999"
