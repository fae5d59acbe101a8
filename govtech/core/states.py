"""Named steps between states: the only way a status changes."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from sqlalchemy.orm import Mapped

from govtech.core.errors import Conflict
from govtech.core.words import Text
from govtech.core.words import gettext as _


class Step(NamedTuple):
    """A step: the states it may start from and the one it leads to."""

    sources: frozenset[enum.StrEnum]
    target: enum.StrEnum


def step(*sources: enum.StrEnum, to: enum.StrEnum) -> Step:
    """A step from any of the sources."""
    return Step(frozenset(sources), to)


class Stateful:
    """A thing with a life: `STEPS` says how it goes, `STATUS_LABELS` what the states are called."""

    STEPS: ClassVar[Mapping[str, Step]]
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]]
    status: Mapped[enum.StrEnum]

    @property
    def status_label(self) -> str:
        """The state in the reader's words."""
        return str(self.STATUS_LABELS[self.status])

    def can_take(self, name: str) -> bool:
        """Whether the step starts from where this is now."""
        return self.status in self.STEPS[name].sources

    def take(self, name: str) -> None:
        """Take the step, or Conflict saying where it stands now."""
        if not self.can_take(name):
            raise Conflict(
                _(
                    "現在の状態は「%(now)s」のため、この操作は行えません。ページを読み込み直して、最新の状態をご確認ください。",
                    now=self.status_label,
                )
            )
        self.status = self.STEPS[name].target
