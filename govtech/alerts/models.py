"""Searches that people keep, and what has come that they may not have been told of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.accounts.models import User
from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.words import Text, lazy
from govtech.notices.models import Cadence

MAX_NAME = 80
MAX_TEXT = 500
CADENCE_LABELS: Mapping[str, Text] = {
    Cadence.AT_ONCE: lazy("見つかったらすぐに"),
    Cadence.DAILY: lazy("1日1回"),
    Cadence.WEEKLY: lazy("週1回（月曜日）"),
    Cadence.NEVER: lazy("知らせない"),
}


class SavedSearch(Base):
    """A question somebody asks again and again, as the search page's address has it.

    Nothing that arrived before `told_from` is told. What arrived until `seen_until` has been looked at; the clock
    looks again from `due_at` on, or whenever something arrived when that is None.
    """

    __tablename__ = "saved_search"
    __table_args__ = (sa.Index(None, "cadence", "seen_until"),)

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(sa.ForeignKey(User.id), index=True)
    name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    text: Mapped[str] = mapped_column(sa.String(MAX_TEXT))
    kind: Mapped[str | None] = mapped_column(sa.String(40))
    initiative: Mapped[int | None]
    cadence: Mapped[Cadence] = mapped_column(default=Cadence.DAILY)
    created_at: Mapped[datetime] = mapped_column(default=now)
    told_from: Mapped[datetime] = mapped_column(default=now)
    seen_until: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime | None]

    @property
    def path(self) -> str:
        """The address of its results, the newest first."""
        return search_path(self.text, self.kind, self.initiative)


class ArrivedDocument(Base):
    """When a document could first be found, or could first be found by more people than before."""

    __tablename__ = "arrived_document"

    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    tokens: Mapped[list[str]] = mapped_column(default=list)


class ToldDocument(Base):
    """A document that a saved search has told of; it is not told again, whatever becomes of it."""

    __tablename__ = "told_document"

    saved_search_id: Mapped[str] = mapped_column(
        sa.ForeignKey(SavedSearch.id, ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)


def search_path(text: str, kind: str | None, initiative: int | None) -> str:
    """The address of the search page for a question, the newest first."""
    asked = {"q": text, "kind": kind, "initiative": initiative, "sort": "date"}
    return "/search?" + urlencode({name: value for name, value in asked.items() if value})
