"""What holds whatever is typed and whoever acts: measures, their pictures, and any order of steps."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtech.core.clock import today
from govtech.core.db import session, unit_of_work
from govtech.core.errors import DomainError
from govtech.trials import presenting, report_services, services
from govtech.trials.content import MeasureData, ResultData, compared, in_source
from govtech.trials.models import MOST_MEASURES, Direction, Measure, Status, Trial
from govtech.trials.starting import measures_of
from tests.trials import bench

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)
MAYBE = st.none() | NUMBERS


def measure(before: float | None, target: float | None, actual: float | None, way: Direction) -> Measure:
    return Measure(
        name="時間", unit="分", baseline=before, target=target, actual=actual, direction=way, note=""
    )


@given(NUMBERS, NUMBERS)
def test_a_target_is_reached_from_one_side(target, actual):
    lower = measure(None, target, actual, Direction.LOWER).met
    higher = measure(None, target, actual, Direction.HIGHER).met
    assert lower is (actual <= target)
    assert higher is (actual >= target)
    assert lower or higher


@given(MAYBE, MAYBE, MAYBE)
def test_a_picture_stays_in_its_frame_and_keeps_the_order(before, target, actual):
    picture = presenting.bullet(measure(before, target, actual, Direction.LOWER))
    values = [before, target, actual]
    if all(value is None for value in values):
        assert picture is None
        return
    assert picture is not None
    places = [picture.before, picture.target, picture.actual]
    assert [place is None for place in places] == [value is None for value in values]
    known = sorted((value, place) for value, place in zip(values, places, strict=True) if value is not None)
    assert [place for _value, place in known] == sorted(place for _value, place in known)
    assert all(0 <= place <= presenting.WIDTH for _value, place in known)
    assert picture.bar_from >= 0
    assert picture.bar_from + picture.bar_width <= presenting.WIDTH


@given(st.text(max_size=400))
def test_measures_are_read_from_any_words(text):
    rows = measures_of(text)
    assert len(rows) <= MOST_MEASURES
    assert all(row.name and len(row.name) <= 80 and len(row.unit) <= 20 for row in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "電話の問い合わせ 月5,200件から3,500件",
            [("電話の問い合わせ 月", "件", 5200.0, 3500.0, "lower")],
        ),
        ("答えに満足した割合 75%以上", [("答えに満足した割合", "%", None, 75.0, "higher")]),
        ("打ち直しの時間を月８０時間から２０時間以下", [("打ち直しの時間を月", "時間", 80.0, 20.0, "lower")]),
        ("更新の遅れ 1か月以内", [("更新の遅れ", "か月", None, 1.0, "lower")]),
        ("住民が喜ぶ", [("住民が喜ぶ", "", None, None, "lower")]),
    ],
)
def test_measures_as_needs_word_them(text, expected):
    found = [(row.name, row.unit, row.baseline, row.target, str(row.direction)) for row in measures_of(text)]
    assert found == expected


def test_days_and_amounts_are_compared_as_a_whole():
    old, new = (in_source(bench.terms(municipality_yen=yen), {}) for yen in (100_000, 250_000))
    (change,) = compared(old, new)
    assert [(part.kind, part.text) for part in change.changes] == [
        ("removed", "100,000円"),
        ("added", "250,000円"),
    ]


ACTS = {
    "agree_town": ("approver", lambda actor, trial: services.agree(actor, trial, trial.terms)),
    "agree_company": ("company", lambda actor, trial: services.agree(actor, trial, trial.terms)),
    "edit": (
        "company",
        lambda actor, trial: services.edit(
            actor, trial, bench.terms(place=f"窓口{trial.terms}"), trial.version, "直す"
        ),
    ),
    "start": ("editor", services.start),
    "publish": ("approver", services.publish),
    "measure": (
        "company",
        lambda actor, trial: report_services.record_results(
            actor, trial, {row.id: ResultData(1.0) for row in trial.measures}, trial.version
        ),
    ),
    "report": (
        "editor",
        lambda actor, trial: report_services.write_report(actor, trial, bench.REPORT, trial.version),
    ),
    "evaluate": ("editor", services.evaluate),
    "adopt": ("approver", lambda actor, trial: services.adopt(actor, trial, "よい")),
    "decline": ("approver", lambda actor, trial: services.decline(actor, trial, "高い")),
    "cancel": ("approver", lambda actor, trial: services.cancel(actor, trial, "やめる")),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(ACTS)), min_size=4, max_size=14))
def test_whatever_is_tried_in_whatever_order_the_promises_hold(session_actors, steps):
    trial_id = session_actors["make"]()
    for name in steps:
        who, act = ACTS[name]
        with contextlib.suppress(DomainError), unit_of_work():
            act(session_actors[who], session.get(Trial, trial_id))
        with unit_of_work(writes=False):
            trial = session.get(Trial, trial_id)
            begun = trial.started_at is not None
            assert begun or trial.status in {Status.PLANNED, Status.CANCELLED}
            assert begun or trial.published_at is None
            if trial.status in {Status.EVALUATED, Status.ADOPTED, Status.NOT_ADOPTED}:
                assert trial.agreed
                assert trial.worked
                assert all(row.actual is not None or row.note for row in trial.measures)
            assert (trial.ended_at is not None) == bool(trial.reason)
            assert trial.terms == len({one.number for one in _terms(trial)})


def _terms(trial: Trial):
    return services.queries.terms(trial)


@pytest.fixture
def session_actors(actor_for):
    """Actors, and a way to make a new trial for every example."""
    actors = {who: actor_for(who) for who in ("editor", "approver", "company")}

    def make() -> str:
        with unit_of_work():
            terms = bench.terms(starts_on=today())
            return services.create(actors["editor"], services.Origin("company1"), terms).id

    return {**actors, "make": make}


def test_a_measure_without_values_has_no_picture():
    assert presenting.bullet(measure(None, None, None, Direction.LOWER)) is None
    assert MeasureData("時間").direction == Direction.LOWER
