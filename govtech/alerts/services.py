"""Keeping, changing and dropping saved searches. Callers own the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from govtech.alerts import queries
from govtech.alerts.models import SavedSearch
from govtech.core.clock import next_at, now
from govtech.core.db import session
from govtech.core.errors import Invalid
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.notices.models import Cadence
from govtech.notices.queries import wishes
from govtech.notices.schedule import MONDAY

MOST = 50


@dataclass(frozen=True)
class SearchData:
    """What a saved search is called and how often it tells."""

    name: str
    cadence: str


def save(actor: Actor, text: str, kind: str | None, initiative: int | None, data: SearchData) -> SavedSearch:
    """Keep a question; only what comes from now on is told. One that is kept already is changed instead."""
    authorise(actor, "saved_search:keep")
    if not (text or kind or initiative):
        raise Invalid(_("検索する言葉を入力するか、種類や取組を選んでから保存してください。"))
    saved = queries.kept(actor, text, kind, initiative)
    if saved is None:
        if len(queries.mine(actor)) >= MOST:
            raise Invalid(_("保存できる検索は%(n)s件までです。使わないものを削除してください。", n=MOST))
        saved = SavedSearch(
            user_id=actor.user_id, text=text, kind=kind, initiative=initiative, cadence=Cadence.NEVER
        )
        session.add(saved)
    change(actor, saved, data)
    return saved


def change(actor: Actor, saved: SavedSearch, data: SearchData) -> None:
    """Give it another name or rhythm. What came while it told nothing stays untold."""
    authorise(actor, "saved_search:keep", saved)
    if saved.cadence is Cadence.NEVER and data.cadence != Cadence.NEVER:
        saved.told_from = saved.seen_until = now()
    saved.name, saved.cadence = data.name, Cadence(data.cadence)
    saved.due_at = _due(actor, saved.cadence, now())
    session.flush()


def drop(actor: Actor, saved: SavedSearch) -> None:
    """Forget a search; what it told stays told."""
    authorise(actor, "saved_search:keep", saved)
    session.execute(sa.delete(SavedSearch).where(SavedSearch.id == saved.id))


def _due(actor: Actor, cadence: Cadence, moment: datetime) -> datetime | None:
    """When a search of this rhythm is looked at next: at the hour of the person's digests."""
    if cadence not in {Cadence.DAILY, Cadence.WEEKLY}:
        return None
    return next_at(moment, wishes(actor).digest_hour, MONDAY if cadence is Cadence.WEEKLY else None)
