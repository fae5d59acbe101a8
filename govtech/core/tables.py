"""How a kind of thing announces itself to search and delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from govtech.core.policy import Actor
from govtech.core.words import Text
from search.documents import Document


@dataclass(frozen=True)
class Searchable:
    """One kind of thing that can be found.

    `to_document` is None for what must not be found; `visible` is asked again when results are read.
    """

    kind: str
    label: Text
    model: type[Any]
    to_document: Callable[[Any], Document | None]
    visible: Callable[[Actor, Iterable[str]], set[str]]

    @property
    def table(self) -> str:
        """The journal's name for the kind."""
        return str(self.model.__tablename__)
