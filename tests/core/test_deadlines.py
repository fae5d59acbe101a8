"""Deadlines that somebody sets: the rule holds below every form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from govtech.core import clock
from govtech.core.deadlines import FARTHEST, check_moved, check_new
from govtech.core.errors import Invalid

NOW = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


def test_a_first_deadline_is_ahead_and_no_slip_of_the_year() -> None:
    with clock.at(NOW):
        check_new(NOW + timedelta(minutes=1))
        check_new(NOW + timedelta(days=FARTHEST))
        for wrong in (NOW, NOW - timedelta(days=1), NOW + timedelta(days=FARTHEST + 1)):
            with pytest.raises(Invalid) as refused:
                check_new(wrong, "closes_at")
            assert set(refused.value.errors) == {"closes_at"}


def test_a_known_deadline_moves_later_or_far_enough_ahead() -> None:
    old = NOW + timedelta(days=20)
    with clock.at(NOW):
        check_moved(old, old + timedelta(days=1))
        check_moved(old, NOW + timedelta(days=7))
        for wrong in (old, NOW + timedelta(days=1), NOW + timedelta(days=FARTHEST + 1)):
            with pytest.raises(Invalid):
                check_moved(old, wrong)
