"""The rule: hides only ever lower, a quarter each time, and only what the reason is about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.matching.feedback import Hide, Traits, lowered, sinkings, weighed
from govtech.matching.models import HideReason

NETWORKS = st.frozensets(st.sampled_from(["internet", "lgwan", "mynumber"]))
TRAITS = st.builds(
    Traits,
    NETWORKS,
    st.frozensets(st.integers(1, 24), max_size=4),
    st.none() | st.integers(0, 3_000_000),
)
HIDES = st.lists(st.builds(Hide, st.sampled_from(HideReason), TRAITS), max_size=12)
SCORES = st.floats(0.001, 2)
LGWAN = Traits(frozenset({"lgwan"}), frozenset({15}), 50_000)


@given(SCORES, TRAITS, HIDES, st.builds(Hide, st.sampled_from(HideReason), TRAITS))
def test_another_hide_never_raises_anything(score, need, hides, another):
    before = lowered(score, sinkings(need, hides))
    after = lowered(score, sinkings(need, [*hides, another]))
    assert 0 < after <= before <= score


@given(SCORES, TRAITS, HIDES, st.randoms())
def test_the_order_of_feedback_does_not_matter(score, need, hides, random):
    shuffled = list(hides)
    random.shuffle(shuffled)
    assert sinkings(need, hides) == sinkings(need, shuffled)


@given(TRAITS, HIDES, st.frozensets(st.integers(1, 24)))
def test_what_one_offers_is_never_a_foreign_field(need, hides, own):
    covered = replace(need, initiatives=need.initiatives & own)
    assert HideReason.OTHER_FIELD not in {one.reason for one in sinkings(covered, hides, own)}


@pytest.mark.parametrize(
    ("reason", "need", "sinks"),
    [
        (HideReason.NETWORK, replace(LGWAN, initiatives=frozenset(), population=None), True),
        (HideReason.NETWORK, replace(LGWAN, networks=frozenset({"internet"})), False),
        (HideReason.OTHER_FIELD, replace(LGWAN, networks=frozenset()), True),
        (HideReason.OTHER_FIELD, replace(LGWAN, initiatives=frozenset({3})), False),
        (HideReason.TOO_SMALL, replace(LGWAN, population=49_999), True),
        (HideReason.TOO_SMALL, replace(LGWAN, population=50_001), False),
        (HideReason.TOO_LARGE, replace(LGWAN, population=50_001), True),
        (HideReason.TOO_LARGE, replace(LGWAN, population=49_999), False),
        (HideReason.TOO_LARGE, replace(LGWAN, population=None), False),
        (HideReason.NO_CAPACITY, LGWAN, False),
        (HideReason.OTHER, LGWAN, False),
    ],
)
def test_a_reason_lowers_what_it_is_about(reason, need, sinks):
    found = sinkings(need, [Hide(reason, LGWAN)])
    assert [one.reason for one in found] == ([reason] if sinks else [])
    assert lowered(1.0, found) == (0.75 if sinks else 1.0)


def test_the_same_reason_counts_three_times_at_most():
    found = sinkings(LGWAN, [Hide(HideReason.NETWORK, LGWAN)] * 9)
    assert [one.count for one in found] == [9]
    assert lowered(1.0, found) == 0.25


@given(SCORES, st.integers(0, 9), st.integers(0, 9))
def test_opinions_move_a_solution_but_never_out_of_sight(score, useful, wrong):
    moved = weighed(score, useful, wrong)
    assert moved > 0
    assert (moved > score) == (min(useful, 3) > min(wrong, 3))
