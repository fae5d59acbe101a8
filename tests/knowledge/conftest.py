"""People first: what a test then writes stays in the session until the test ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from govtech.core.policy import Actor
from tests import people


@pytest.fixture
def actor_for(database: sa.Connection) -> Callable[[str], Actor]:
    """Everybody of tests.people, made before anything else."""
    actors = {who: people.actor(who) for who in people.WHO}
    return actors.__getitem__
