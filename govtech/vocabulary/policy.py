"""Who keeps the list of synonyms, and who may look behind the order of results."""

from __future__ import annotations

from govtech.core.policy import Actor, rule
from govtech.core.words import lazy


@rule("synonyms:edit", lazy("検索の同義語を直す"))
def _edit(actor: Actor, _subject: object) -> bool:
    return actor.is_coordinator


@rule("search:explain", lazy("検索結果の順番の理由を見る"))
def _explain(actor: Actor, _subject: object) -> bool:
    return actor.is_coordinator
