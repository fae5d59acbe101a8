"""Who reads the list that specifications are checked by, and who keeps it."""

from __future__ import annotations

from govtech.core.policy import Actor, rule
from govtech.core.words import lazy


@rule("quality:read", lazy("仕様書の点検の一覧を見る"))
def _read(actor: Actor, _subject: object) -> bool:
    return actor.is_municipal or actor.is_coordinator


@rule("quality:edit", lazy("仕様書の点検の一覧を直す"))
def _edit(actor: Actor, _subject: object) -> bool:
    return actor.is_coordinator
