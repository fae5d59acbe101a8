"""How a kind of thing announces itself to search and delivery."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from govtech.core.policy import Actor
from govtech.core.words import Text
from search.documents import Document


@dataclass(frozen=True)
class Searchable:
    """One kind of thing that can be found.

    `to_document` is None for what must not be found; `visible` is asked again when results are read.
    `follows` names tables whose changes change these documents too: ids of the changed rows in, ids of this kind out.
    """

    kind: str
    label: Text
    model: type[Any]
    to_document: Callable[[Any], Document | None]
    visible: Callable[[Actor, Iterable[str]], set[str]]
    follows: Mapping[str, Callable[[Collection[str]], Iterable[str]]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The journal's name for the kind."""
        return str(self.model.__tablename__)
