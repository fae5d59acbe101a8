"""Roads and nurseries: needs and solutions that fit each other and not the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from govtech.core.db import session, unit_of_work
from govtech.core.policy import Actor
from govtech.needs.models import Need
from govtech.solutions import services
from govtech.solutions.content import PriceData, SolutionData
from govtech.solutions.models import Solution
from tests.needs import board

Actors = Callable[[str], Actor]
ROADS = {
    "title": "道路の穴や陥没を、住民から写真で知らせてほしい",
    "persona": "道路を管理する課の職員",
    "scenario": "通報の電話で場所が分からず、現地を探し回る",
    "problem": "道路の損傷の通報を電話で受け、場所を地図に書き写している",
    "outcome": "写真と位置で道路の損傷の通報を受け、補修までを記録したい",
    "measure": "場所の確認の電話を半分にする",
    "initiatives": (16, 23),
    "network": "internet",
}
ROAD_APP = SolutionData(
    name="道路損傷通報アプリ みちしるべ",
    kana="ドウロソンショウツウホウアプリ",
    summary="道路の穴や陥没を写真と位置で通報できます。",
    description="住民が道路の損傷を写真に撮って通報すると、場所が地図に載り、補修までを記録します。",
    deliveries=("saas",),
    networks=("internet",),
    initiatives=(16, 23),
    languages=("ja",),
    contact="営業部",
    prices=(PriceData(0, None, 100_000, 500_000),),
)
NURSERY_APP = replace(
    ROAD_APP,
    name="保育所申込みクラウド",
    kana="ホイクショモウシコミクラウド",
    summary="保育所の申込みを来庁せずに終えられます。",
    description="保育所の申込書と添付書類をスマートフォンから出せます。子育て世帯の出直しをなくします。",
    networks=("lgwan",),
    initiatives=(7, 18),
)


def offered(actor_for: Actors, who: str = "company", data: SolutionData = ROAD_APP) -> str:
    """A published solution."""
    actor = actor_for(who)
    with unit_of_work():
        solution = services.create(actor, data)
        session.flush()
        services.publish(actor, solution)
        return solution.id


def asked(actor_for: Actors, **changes: object) -> str:
    """A published need about roads."""
    return board.published(actor_for, **{**ROADS, **changes})


def get(model: type, thing_id: str) -> Need | Solution:
    """The thing in the session of now."""
    return session.get_one(model, thing_id)
