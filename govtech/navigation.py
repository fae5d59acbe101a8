"""The six words of the main navigation, and the pages behind them."""

from __future__ import annotations

from collections.abc import Callable

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
            (_l("仕様書を見比べる"), "comparing.compare"),
            (_l("仕様書の点検の一覧"), "quality.index"),
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


AUDIENCE: dict[str, Callable[[Actor], bool]] = {
    "matching.index": lambda actor: actor.signed_in,
    "replies.index": lambda actor: actor.is_supplier,
    "quality.index": lambda actor: actor.is_municipal or actor.is_coordinator,
}
"""For whom a page is, where it is not for everybody."""


def groups(actor: Actor) -> list[tuple[str, list[Link]]]:
    """(word, [(text, address, whether we are there)]) for the pages that exist and are for this reader."""
    here = request.path
    rows = [
        (str(word), [(str(text), url_for(endpoint)) for text, endpoint in links if _is_for(actor, endpoint)])
        for word, links in GROUPS
    ]
    inside = [
        url for _word, links in rows for _text, url in links if here == url or here.startswith(f"{url}/")
    ]
    now = max(inside, key=len, default=None)
    return [(word, [(text, url, url == now) for text, url in links]) for word, links in rows if links]


def _is_for(actor: Actor, endpoint: str) -> bool:
    audience = AUDIENCE.get(endpoint)
    return endpoint in current_app.view_functions and (audience is None or audience(actor))
