"""Who may bring in templates; everybody may read them."""

from __future__ import annotations

from govtech.core.policy import Actor, rule
from govtech.core.words import lazy


@rule("template:import", lazy("標準仕様書ひな形を取り込む"))
def _import(actor: Actor, _subject: object) -> bool:
    return actor.is_coordinator
