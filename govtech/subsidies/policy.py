"""Who may see, enter, correct and import subsidies. Reading is open to everybody."""

from __future__ import annotations

from govtech.core.policy import Actor, rule
from govtech.core.words import lazy


@rule("subsidy:edit", lazy("補助金を登録・補正する"))
def _edit(actor: Actor, _subject: object) -> bool:
    return actor.is_coordinator


@rule("subsidy:import", lazy("補助金をjGrantsから取り込む"))
def _import(actor: Actor, _subject: object) -> bool:
    return actor.is_coordinator or actor.is_operator
