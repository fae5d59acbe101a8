"""What other rooms show on an organisation's page: they hand in lists, this room does not know theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from govtech.core.policy import Actor
from govtech.core.words import Text

EXTENSION = "organisation_blocks"
"""Where the application keeps the list of `Blocks`."""


class BlockRow(NamedTuple):
    """A thing an organisation shares: its title, address, and a few words beside it."""

    title: str
    url: str
    meta: tuple[str, ...] = ()
    sample: bool = False


class Block(NamedTuple):
    """A list under a heading; an empty one is not shown."""

    heading: Text
    rows: Sequence[BlockRow]


Blocks = Callable[[Actor, str], Block]
"""For an actor and an organisation's id, what the actor may see of it in one room."""
