"""What the clock does that takes thinking: nothing is locked meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from govtech.core.db import unit_of_work
from govtech.core.policy import Actor


@dataclass(frozen=True)
class Considered:
    """A clock task in three steps, each with a transaction of its own or with none.

    `read` says what there is to think about, None for nothing; `think` works it out and touches no database;
    `write` puts down what came of it and says how many things it changed. What changed between reading and
    writing is `write`'s to notice.
    """

    read: Callable[[], Any]
    think: Callable[[Any], Any]
    write: Callable[[Actor, Any], int]

    def __call__(self, actor: Actor) -> int:
        """Do it; opens its own units of work, so it must not be called within one."""
        with unit_of_work(writes=False):
            found = self.read()
        if found is None:
            return 0
        thought = self.think(found)
        with unit_of_work():
            return self.write(actor, thought)
