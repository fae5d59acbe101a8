"""The six words of the main navigation, and the pages behind them."""

from __future__ import annotations

from flask import current_app, request, url_for

from govtech.core.policy import Actor
from govtech.core.words import Text
from govtech.core.words import lazy as _l

Link = tuple[str, str, bool]

GROUPS: tuple[tuple[Text, tuple[tuple[Text, str], ...]], ...] = (
    (
        _l("知る"),
        (
            (_l("事例"), "cases.index"),
            (_l("補助金"), "subsidies.index"),
            (_l("無償サービス"), "knowledge_reference.services"),
            (_l("標準仕様書ひな形"), "templates.index"),
        ),
    ),
    (
        _l("困りごと"),
        (
            (_l("ニーズ"), "needs.index"),
            (_l("共同化候補"), "clusters.index"),
            (_l("ソリューション"), "solutions.index"),
            (_l("あなたに合うもの"), "matching.index"),
            (_l("実証実験"), "trials.index"),
        ),
    ),
    (
        _l("仕様書"),
        (
            (_l("共同仕様書"), "specifications.index"),
            (_l("案への意見募集"), "soundings.index"),
            (_l("要件への回答"), "replies.index"),
        ),
    ),
    (_l("共同調達"), ((_l("計画"), "procurements.index"),)),
    (_l("つながる"), ((_l("団体"), "organisations.index"),)),
    (
        _l("見える化"),
        (
            (_l("ワンストップ度"), "knowledge_reference.one_stop"),
            (_l("取組の一覧"), "knowledge_reference.initiatives"),
        ),
    ),
)


MEMBERS_ONLY = frozenset({"matching.index", "replies.index"})


def groups(actor: Actor) -> list[tuple[str, list[Link]]]:
    """(word, [(text, address, whether we are there)]) for the pages that exist."""
    here = request.path
    rows: list[tuple[str, list[Link]]] = []
    for word, links in GROUPS:
        shown = []
        for text, endpoint in links:
            if endpoint in current_app.view_functions and (actor.signed_in or endpoint not in MEMBERS_ONLY):
                target = url_for(endpoint)
                shown.append((str(text), target, here == target or here.startswith(target + "/")))
        if shown:
            rows.append((str(word), shown))
    return rows
