"""Needs and responses at each point of their lives, made through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.policy import SYSTEM, Actor
from govtech.needs import response_services, services
from govtech.needs.content import NeedData
from govtech.needs.models import Need
from govtech.needs.outcomes import outcomes
from govtech.needs.prices import PriceData
from govtech.needs.response_content import AnswerData, ResponseData
from govtech.needs.response_models import Response

Actors = Callable[[str], Actor]
STATED = NeedData(
    title="保育所の申込みを来庁せずに終えたい",
    persona="日中は働いていて、窓口の開いている時間に来られない子育て世帯",
    scenario="申込書を出しに来たところ、添付書類が足りず、出直しになる",
    problem="紙の申込書を職員2人が1件10分かけて打ち直している",
    outcome="申込みの8割が、来庁せずに終わるようになる",
    measure="オンライン申込みの割合を1年で60%以上にする",
    initiatives=(7, 18),
    population=12_000,
    volume=3_200,
    volume_unit="件／年",
    network="lgwan",
    security="データは国内に置く",
    budget_min=2_000_000,
    budget_max=4_000_000,
    fiscal_year=2027,
    wanted=("proposal", "trial"),
    contact="デジタル推進課",
)
ANSWER = ResponseData(
    approach="## 実現の方法\n\n秘密の提案カナリア",
    answers=tuple(
        AnswerData(wish.key, wish.text, "met", "写真で申し込める") for wish in outcomes(STATED.outcome)
    ),
    plan="3か月",
    prices=(PriceData("利用料", 500_000, 1_200_000),),
    price="80万円",
    contact="営業部",
)
TYPED = {
    "approach": "望む姿に近づけます",
    **{
        f"answers-{place}-{name}": text
        for place, wish in enumerate(outcomes(STATED.outcome))
        for name, text in (("key", wish.key), ("verdict", "partly"), ("text", "半分は満たします"))
    },
    "plan": "3か月",
    "price": "80万円",
    "version": "0",
}
"""What a person sends from the form of a response to the need above."""
CANARY = "秘密の提案カナリア"


def draft(actor_for: Actors, **changes: object) -> str:
    """A draft of the home town with a deadline ten days ahead."""
    data = replace(STATED, **{"response_deadline": clock.now() + timedelta(days=10), **changes})
    editor = actor_for("editor")
    with unit_of_work():
        return services.create(editor, data).id


def in_review(actor_for: Actors, **changes: object) -> str:
    """A need waiting for the approver."""
    need_id, editor = draft(actor_for, **changes), actor_for("editor")
    with unit_of_work():
        services.submit(editor, session.get(Need, need_id))
    return need_id


def published(actor_for: Actors, **changes: object) -> str:
    """An open need."""
    need_id, approver = in_review(actor_for, **changes), actor_for("approver")
    with unit_of_work():
        services.publish(approver, session.get(Need, need_id))
    return need_id


def answered(actor_for: Actors, need_id: str, who: str = "company", data: ResponseData = ANSWER) -> str:
    """A response handed in before the deadline."""
    actor = actor_for(who)
    with unit_of_work():
        response = response_services.start(actor, session.get(Need, need_id), data)
        response_services.submit(actor, response)
        return response.id


def close(need_id: str) -> None:
    """Let the clock close it, wherever its deadline lies."""
    with unit_of_work():
        need = session.get(Need, need_id)
        need.response_deadline = clock.now() - timedelta(seconds=1)
        session.flush()
        services.close_due(SYSTEM)


def closed(actor_for: Actors, *responders: str) -> tuple[str, list[str]]:
    """A closed need and the responses handed in to it."""
    need_id = published(actor_for)
    responses = [answered(actor_for, need_id, who) for who in responders]
    close(need_id)
    return need_id, responses


def loaded(need_id: str) -> Need:
    """The need as it is stored now."""
    with unit_of_work(writes=False):
        need = session.get(Need, need_id)
        assert need is not None
        session.expunge_all()  # or the end of the transaction would forget what was read
        return need


def response(response_id: str) -> Response:
    """The response as it is stored now."""
    with unit_of_work(writes=False):
        found = session.get(Response, response_id)
        assert found is not None
        session.expunge_all()
        return found
