"""A specification that two towns write, and what is said about it, made through the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from govtech.core.db import session, unit_of_work
from govtech.discussions import services, suggestion_services
from govtech.discussions.content import CommentData, SuggestionData
from govtech.discussions.models import Discussion
from govtech.discussions.suggestion_models import Suggestion
from govtech.drafting import queries, writing
from govtech.drafting import services as drafting
from govtech.drafting.content import Beginning
from govtech.drafting.models import Specification, Status, Thing
from govtech.drafting.places import Place
from tests import people

TEXT = "損傷の種類を、道路から選べること。"
BODY = "通報を受け付ける。位置を確かめる。結果を知らせる。"
ITEM = {"kind": "functional", "level": "mandatory", "condition": "3秒以内", "note": "", "method": ""}
PLAIN: dict[str, Any] = {
    "sections": [
        {
            "key": "function",
            "parent": None,
            "title": "機能要件",
            "body": BODY,
            "items": [{"key": "RD-1", "text": TEXT, "remedy": "", "layers": [], **ITEM}],
        }
    ],
    "parameters": [],
}


def draft() -> str:
    """A draft that the home town leads and the other town takes part in; both have people."""
    lead = people.actor("approver")
    for who in ("editor", "other_editor", "other_admin", "coordinator", "company", "auditor"):
        people.actor(who)
    with unit_of_work():
        beginning = Beginning("道路損傷通報システム", content=PLAIN)
        return drafting.create(lead, beginning, [people.OTHER_TOWN]).id


def spec(draft: str) -> Specification:
    """As it is stored now."""
    return session.get_one(Specification, draft)


def item(draft: str) -> Place:
    """The one item."""
    return Place(spec(draft), Thing.ITEM, "RD-1")


def begun(who: str, draft: str, text: str, told: tuple[str, ...] = ()) -> str:
    """A thread on the item."""
    actor = people.actor(who)
    with unit_of_work():
        return services.begin(actor, item(draft), CommentData(text, told)).id


def replied(who: str, discussion_id: str, text: str) -> None:
    """One more comment."""
    actor = people.actor(who)
    with unit_of_work():
        services.reply(actor, session.get_one(Discussion, discussion_id), CommentData(text))


def suggested(who: str, draft: str, text: str, reason: str = "公園の通報が多いため") -> str:
    """Other wording for the item's text."""
    actor = people.actor(who)
    with unit_of_work():
        data = SuggestionData({"text": text}, reason, spec(draft).revision)
        return suggestion_services.suggest(actor, item(draft), data).id


def decided(verb: Callable[..., Any], who: str, suggestion_id: str, *more: str) -> Any:
    """A verb on a suggestion, in a transaction of its own."""
    actor = people.actor(who)
    with unit_of_work():
        return verb(actor, session.get_one(Suggestion, suggestion_id), *more)


def written(who: str, draft: str, text: str) -> None:
    """The item's text changed directly."""
    actor = people.actor(who)
    with unit_of_work():
        edit = writing.Edit(Thing.ITEM, "RD-1", {"text": text}, spec(draft).revision)
        writing.write(actor, spec(draft), edit)


def now(draft: str) -> str:
    """What the item says."""
    with unit_of_work(writes=False):
        return queries.item(spec(draft), "RD-1").text


def fixed(draft: str) -> None:
    """As if it were frozen."""
    with unit_of_work():
        spec(draft).status, spec(draft).number = Status.AGREED, 1
