"""Pages by cursor show every row once, in order, whatever comes in between."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from govtech.core.db import session
from govtech.core.paging import Order, page
from govtech.organisations.models import LocalGovernment

BY_KANA = (Order(LocalGovernment.kana), Order(LocalGovernment.code))
BY_POPULATION = (Order(LocalGovernment.population, descending=True), Order(LocalGovernment.code))


def statement():
    return sa.select(LocalGovernment.code, LocalGovernment.name).where(
        LocalGovernment.population.is_not(None)
    )


def walk(order, size):
    seen, cursor = [], None
    while True:
        part = page(statement(), order, cursor, size=size)
        seen.extend(row.code for row in part.items)
        if part.next_cursor is None:
            return seen
        cursor = part.next_cursor


@pytest.mark.parametrize("order", [BY_KANA, BY_POPULATION])
@pytest.mark.parametrize("size", [1, 7, 44, 100])
def test_every_row_once_and_in_order(database, order, size):
    columns = [item.column.desc() if item.descending else item.column for item in order]
    expected = session.scalars(statement().order_by(*columns)).all()
    assert walk(order, size) == expected
    assert len(expected) >= 43


def test_a_row_that_comes_in_before_the_cursor_does_not_shift_the_next_page(database):
    first = page(statement(), BY_KANA, size=10)
    after = page(statement(), BY_KANA, first.next_cursor, size=10)
    session.add(
        LocalGovernment(
            code="999999",
            prefecture_code="99",
            prefecture="試",
            name="試",
            kind="市",
            kana="ア",
            population=1,
        )
    )
    session.flush()
    again = page(statement(), BY_KANA, first.next_cursor, size=10)
    assert [row.code for row in again.items] == [row.code for row in after.items]


def test_the_total_is_counted_when_asked(database):
    assert page(statement(), BY_KANA, size=5, count=True).total == len(walk(BY_KANA, 50))
    assert page(statement(), BY_KANA, size=5).total is None


def test_a_page_is_never_larger_than_a_hundred(database):
    assert len(page(statement(), BY_KANA, size=10_000).items) <= 100


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.one_of(st.text(max_size=40), st.sampled_from(["W10", "WzFd", "WyJhIl0", "bnVsbA", "WzEsMl0", "e30"]))
)
def test_a_cursor_nobody_gave_counts_as_the_first_page(database, cursor):
    first = [row.code for row in page(statement(), BY_POPULATION, size=3).items]
    assert [row.code for row in page(statement(), BY_POPULATION, cursor, size=3).items] == first
