"""Parts of a page that other rooms put in, so that a room below need not know the rooms above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from govtech.core.policy import Actor

EXTENSION = "parts"
"""Where the application keeps its sources: {page: (source, …)}."""


class Part(NamedTuple):
    """A template and the values it is shown with."""

    template: str
    values: Mapping[str, Any]


Source = Callable[[Actor, Any], Part | None]
"""Gives what a room shows about a thing to this reader, or None."""


def gather(sources: Mapping[str, Sequence[Source]], page: str, actor: Actor, thing: Any) -> list[Part]:
    """The parts of a page, in the order in which the application lists their sources."""
    return [part for source in sources.get(page, ()) if (part := source(actor, thing))]
