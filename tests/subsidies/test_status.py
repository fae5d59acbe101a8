"""Open or closed: the clock says it, in Python and in SQL alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.subsidies import queries
from govtech.subsidies.areas import AREAS, REGION_OF, covering, in_words
from govtech.subsidies.models import (
    Source,
    Status,
    Subsidy,
    Window,
    WindowArea,
    last_moment,
    status_at,
    status_column,
)
from govtech.subsidies.queries import ANY, Wanted

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
EDGES = (None, -30, -1, -1 / 86400, 0, 1 / 86400, 13, 14, 14 + 1 / 86400, 60)
"""Days from now at which something may open or close: on both sides of each limit."""


def at(days: float | None) -> datetime | None:
    return None if days is None else NOW + timedelta(days=days)


@pytest.mark.parametrize(
    ("opens", "closes", "status"),
    [
        (None, None, Status.OPEN),
        (-1, None, Status.OPEN),
        (-1, 60, Status.OPEN),
        (-1, 14, Status.CLOSING_SOON),
        (None, 0, Status.CLOSING_SOON),
        (0, 60, Status.OPEN),
        (1, 60, Status.UPCOMING),
        (1, 5, Status.UPCOMING),
        (-5, -1, Status.CLOSED),
        (-5, -1 / 86400, Status.CLOSED),
        (None, -1, Status.CLOSED),
    ],
)
def test_status_of_a_window(opens, closes, status):
    assert status_at(at(opens), at(closes), NOW) is status


def test_python_and_sql_agree_on_every_edge(database):
    pairs = [
        (opens, closes) for opens in EDGES for closes in EDGES if None in {opens, closes} or opens <= closes
    ]
    with unit_of_work():
        session.add(Subsidy(id="one", title="x", source=Source.HAND))
        session.add_all(
            Window(id=f"w{n}", subsidy_id="one", source_id=str(n), opens_at=at(opens), closes_at=at(closes))
            for n, (opens, closes) in enumerate(pairs)
        )
    rows = session.execute(sa.select(Window.opens_at, Window.closes_at, status_column(NOW))).all()
    assert len(rows) == len(pairs)
    for opens, closes, status in rows:
        assert status_at(opens, closes, NOW) == status


@pytest.mark.parametrize(
    ("windows", "speaks"),
    [
        ({"past": (-9, -5), "open": (-1, 40), "coming": (5, 9)}, "open"),
        ({"past": (-9, -5), "coming": (5, 9), "later": (6, 50)}, "coming"),
        ({"past": (-90, -50), "recent": (-9, -5)}, "recent"),
        ({"long": (-1, 40), "short": (-1, 2)}, "short"),
        ({"open ended": (None, None), "past": (-9, -5)}, "open ended"),
        ({"open ended": (None, None), "short": (-1, 3)}, "short"),
    ],
)
def test_the_window_that_speaks_is_the_same_in_python_and_in_sql(database, windows, speaks):
    with clock.at(NOW), unit_of_work():
        session.add(Subsidy(id="one", title="x"))
        session.add_all(
            Window(subsidy_id="one", source_id=key, opens_at=at(opens), closes_at=at(closes))
            for key, (opens, closes) in windows.items()
        )
    with clock.at(NOW):
        subsidy = queries.get("one")
        assert subsidy.window is not None
        assert subsidy.window.source_id == speaks
        row = queries.listed(Wanted(status=ANY)).items[0]
        assert row.window_key == speaks
        assert row.status == subsidy.status


def test_status_follows_the_clock_without_anything_being_stored(enter, frozen):
    made = enter(opens=2, closes=20)
    seen = []
    for days in (0, 3, 6, 20):
        frozen.move(days=days)
        seen.append(queries.get(made).status)
        session.remove()
    assert seen == [Status.UPCOMING, Status.OPEN, Status.CLOSING_SOON, Status.CLOSED]


def test_for_an_area_only_its_windows_count(database):
    with clock.at(NOW), unit_of_work():
        session.add(Subsidy(id="one", title="x"))
        for key, area, closes in (("a", "大阪府", -1), ("b", "大分県", 20)):
            session.add(
                Window(
                    subsidy_id="one",
                    source_id=key,
                    closes_at=at(closes),
                    area_rows=[WindowArea(area=area)],
                )
            )
    with clock.at(NOW):
        assert queries.listed(Wanted(area="大分県")).total == 1
        assert queries.listed(Wanted(area="大阪府")).total == 0
        assert queries.listed(Wanted(area="大阪府", status="closed")).total == 1


def test_midnight_is_read_as_the_last_minute_of_the_day_before():
    midnight = datetime(2025, 2, 12, 15, 0, tzinfo=UTC)
    assert last_moment(midnight) == datetime(2025, 2, 12, 14, 59, tzinfo=UTC)
    assert last_moment(NOW) == NOW
    assert last_moment(None) is None


def test_areas():
    assert covering("大阪府") == {"大阪府", "近畿地方", "全国"}
    assert covering("近畿地方") == {"近畿地方", "全国"}
    assert covering("全国") == {"全国"}
    assert covering("海外") == {"海外"}
    assert len(REGION_OF) == 47
    assert in_words(["全国", "大阪府", "近畿地方"]) == ("全国",)
    assert in_words(["大阪府", "近畿地方", "東京都"]) == ("近畿地方", "東京都")
    assert in_words(AREAS) == ("全国", "海外")


@given(st.lists(st.sampled_from(AREAS), unique=True))
def test_no_place_gets_lost_in_words(areas):
    covered = {area for area in areas if covering(area) & set(in_words(areas))}
    assert covered == set(areas)
