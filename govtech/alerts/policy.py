"""Everybody keeps searches for themselves."""

from __future__ import annotations

from govtech.alerts.models import SavedSearch
from govtech.core.policy import Actor, rule
from govtech.core.words import lazy


@rule("saved_search:keep", lazy("検索を保存し、新しいものを知らせてもらう"))
def _keep(actor: Actor, saved: SavedSearch | None) -> bool:
    return actor.signed_in and (saved is None or saved.user_id == actor.user_id)
