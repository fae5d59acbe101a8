"""Every step from every state: it leads where the table says, or is refused."""

from __future__ import annotations

import enum
from itertools import product
from typing import Any

import pytest

from govtech import rooms
from govtech.core.errors import Conflict
from govtech.core.states import Stateful

assert rooms.SEARCHABLE is not None


def _kinds(parent: type = Stateful) -> list[Any]:
    return [kind for child in parent.__subclasses__() for kind in (child, *_kinds(child))]


KINDS = [kind for kind in _kinds() if hasattr(kind, "__tablename__")]
CASES = [
    pytest.param(kind, step, status, id=f"{kind.__tablename__}-{step}-{status}")
    for kind in KINDS
    for step, status in product(kind.STEPS, kind.STATUS_LABELS)
]


def test_there_are_things_with_a_life() -> None:
    assert {"organisation"} <= {kind.__tablename__ for kind in KINDS}


@pytest.mark.parametrize(("kind", "step", "status"), CASES)
def test_every_step_from_every_state(kind: Any, step: str, status: enum.StrEnum) -> None:
    thing = kind(status=status)
    if status in kind.STEPS[step].sources:
        assert thing.can_take(step)
        thing.take(step)
        assert thing.status == kind.STEPS[step].target
        return
    assert not thing.can_take(step)
    with pytest.raises(Conflict) as refusal:
        thing.take(step)
    assert str(kind.STATUS_LABELS[status]) in refusal.value.message
    assert thing.status == status


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__tablename__)
def test_every_state_has_words_and_a_way_to_it(kind: Any) -> None:
    states = set(kind.status.type.enum_class)
    assert set(kind.STATUS_LABELS) == states
    assert all(step.sources <= states and step.target in states for step in kind.STEPS.values())
    reached = {kind.__table__.c.status.default.arg}
    while more := {s.target for s in kind.STEPS.values() if s.sources & reached} - reached:
        reached |= more
    assert reached == states
