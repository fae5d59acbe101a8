"""A small specification of the home town, and what companies do with its requirements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from govtech.agreeing import freezing
from govtech.agreeing import position_services as positions
from govtech.compliance import queries, services
from govtech.compliance.content import Answer
from govtech.compliance.models import Call, Mark, Named, Reply
from govtech.compliance.services import CallData
from govtech.core.clock import now
from govtech.core.db import session, unit_of_work
from govtech.drafting import services as drafting
from govtech.drafting.content import Beginning
from govtech.drafting.models import Specification
from tests import people

NUMBERS = ("X-1", "X-2", "X-3")
NAMED = Named("試験団体 company1", "", "営業部", "見本の製品")
LEVELS = {"X-1": "mandatory", "X-2": "mandatory", "X-3": "optional"}


def content() -> dict[str, Any]:
    """One chapter of three items: two mandatory, one optional."""
    items = [
        {
            "key": key,
            "kind": "functional",
            "level": LEVELS[key],
            "text": f"要件{key}を満たすこと",
            "condition": "1分以内に{{users}}人に表示する",
            "note": "",
            "method": "",
            "remedy": "",
            "layers": ["lgwan"],
        }
        for key in NUMBERS
    ]
    section = {"key": "function", "parent": None, "title": "機能要件", "body": "次のとおり。", "items": items}
    users = {"name": "users", "label": "利用者", "type": "integer", "unit": "", "value": "3000"}
    return {"sections": [section], "parameters": [{**users, "help": "", "choices": []}]}


def begun() -> str:
    """A draft of the home town."""
    lead = people.actor("approver")
    with unit_of_work():
        return drafting.create(lead, Beginning("施設予約", content=content()), []).id


def agreed() -> str:
    """The same, fixed."""
    made, lead = begun(), people.actor("approver")
    with unit_of_work():
        positions.agree_all(lead, spec(made))
        positions.confirm(lead, spec(made))
        freezing.freeze(lead, spec(made))
    return made


def spec(specification_id: str) -> Specification:
    """It, in the session of now."""
    return session.get_one(Specification, specification_id)


def called(specification_id: str, days: int = 10) -> Call:
    """Companies are asked."""
    lead = people.actor("editor")
    with unit_of_work():
        return services.ask(lead, spec(specification_id), CallData(now() + timedelta(days=days)))


def reply(specification_id: str, who: str = "company", named: Named = NAMED) -> str:
    """A company has begun."""
    actor = people.actor(who)
    with unit_of_work():
        return services.begin(actor, spec(specification_id), named).id


def got(reply_id: str) -> Reply:
    """The answers, in the session of now."""
    return session.get_one(Reply, reply_id)


def answers(specification_id: str, **marks: str) -> dict[str, Answer]:
    """Answers to the items as they are now: X_1="otherwise"; ○ where nothing is said."""
    found = {}
    for one in queries.requirements(spec(specification_id)):
        mark = marks.get(one.key.replace("-", "_"), Mark.MET)
        found[one.key] = Answer(mark, "別の方法" if mark not in {"", Mark.MET} else "", seen=one.fingerprint)
    return found


def submitted(specification_id: str, who: str = "company", **marks: str) -> str:
    """A company has answered everything and handed in."""
    made, actor = reply(specification_id, who), people.actor(who)
    with unit_of_work():
        services.write(actor, got(made), answers(specification_id, **marks))
        services.submit(actor, got(made))
    return made
