"""Everything a supplier can do to its response. Callers own the transaction.

All entries are confidential: the journal shows the responder's acts to the responder and the owner's to the owner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now, to_jst
from govtech.core.db import insert_ignoring, lock, new_id, session
from govtech.core.errors import CONSTRAINTS, Conflict, Invalid
from govtech.core.files import StoredFile
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import SOURCE, use_locale
from govtech.core.words import gettext as _
from govtech.needs.models import Need, Status
from govtech.needs.prices import PriceData, Tax, overlapping
from govtech.needs.response_content import AnswerData, ResponseData, answered, as_words, unanswered
from govtech.needs.response_models import (
    Response,
    ResponseAnswer,
    ResponseAttachment,
    ResponsePrice,
    ResponseReference,
    ResponseStatus,
    Verdict,
)
from govtech.notices.services import watch
from govtech.solutions.models import Solution

ATTACHMENTS = 10
_TEXTS = ("approach", "plan", "price", "references", "contact")


def start(actor: Actor, need: Need, data: ResponseData, page: str = "") -> Response:
    """Begin the organisation's response; the database keeps it the only one to this need (Conflict)."""
    authorise(actor, "need:respond", need)
    _must_accept(need)
    _check(actor, data)
    made = {"id": new_id(), "need_id": need.id, "organisation_id": actor.organisation_id, "version": 1}
    insert_ignoring(Response, [made])
    response = session.get(Response, made["id"])
    if response is None:  # a colleague, or the same button pressed twice, was faster
        raise Conflict(str(CONSTRAINTS["response.need_id"]))
    _state(response, data)
    response.saved_from = page
    record(actor, "response.created", response, confidential=True)
    watch(actor, "need", need.id)
    return response


def edit(actor: Actor, response: Response, data: ResponseData, expected_version: int, page: str = "") -> None:
    """Change a draft, or what was submitted, until the deadline.

    Conflict when somebody else changed it since `expected_version` was read. What the same `page` saved before
    does not count: it is what this one goes on from.
    """
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    lock(response)
    if response.changed_since(expected_version, page):
        raise Conflict
    _must_be_open(response)
    _check(actor, data)
    if response.status is ResponseStatus.SUBMITTED:
        _complete(response.need, data.approach, data.answers)
    before = _in_source(response)
    _state(response, data)
    changes = compared(before, _in_source(response))
    if changes:
        response.edited_at = now()
        response.saved_from = page
        response.confirmed_revision = response.need.material_revision
        record(actor, "response.edited", response, changes, confidential=True)


def submit(actor: Actor, response: Response) -> None:
    """Hand it in; whether it is in time is judged here, inside the transaction, by the server's clock."""
    authorise(actor, "response:edit", response)
    arrived = _must_accept(response.need)
    lock(response)
    before = response.status
    if response.can_take("submit"):
        _complete(response.need, response.approach, answered(response).answers)
    response.take("submit")
    response.submitted_at = arrived
    response.confirmed_revision = response.need.material_revision
    record(actor, "response.submitted", response, _step(before, response), confidential=True)


def withdraw(actor: Actor, response: Response) -> None:
    """Take it back before the deadline; it can be taken up again until then."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    lock(response)
    before = response.status
    response.take("withdraw")
    response.submitted_at = None
    record(actor, "response.withdrawn", response, _step(before, response), confidential=True)


def reopen(actor: Actor, response: Response) -> None:
    """Take a withdrawn response up again as a draft."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    lock(response)
    before = response.status
    response.take("reopen")
    record(actor, "response.reopened", response, _step(before, response), confidential=True)


def attach(actor: Actor, response: Response, stored: StoredFile) -> None:
    """Add a checked file to one's own response."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    lock(response)
    _must_be_open(response)
    if len(response.attachments) >= ATTACHMENTS:
        raise Invalid(_("添付できるのは%(n)s件までです。", n=ATTACHMENTS), field="file")
    if all(item.sha256 != stored.sha256 for item in response.attachments):
        response.attachments.append(ResponseAttachment(**asdict(stored)))
        response.edited_at = now()
        record(actor, "response.attached", response, {"file": [None, stored.name]}, confidential=True)


def detach(actor: Actor, response: Response, attachment: ResponseAttachment) -> None:
    """Take a file away again."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    lock(response)
    _must_be_open(response)
    response.attachments.remove(attachment)
    response.edited_at = now()
    record(actor, "response.detached", response, {"file": [attachment.name, None]}, confidential=True)


def _must_accept(need: Need) -> datetime:
    """Go on only before the deadline, holding the need so that it cannot close meanwhile; the moment judged by."""
    lock(need, shared=True)
    moment = now()
    if need.accepts_at(moment):
        return moment
    if need.status is Status.WITHDRAWN:
        raise Conflict(_("このニーズは取り下げられたため、受け付けできません。"))
    if need.response_deadline is None or need.published_at is None:
        raise Conflict(_("このニーズは、まだ募集を始めていません。"))
    deadline = to_jst(need.response_deadline).strftime("%Y-%m-%d %H:%M")
    raise Conflict(_("提案の締切（%(deadline)s）を過ぎたため、受け付けできません。", deadline=deadline))


def _must_be_open(response: Response) -> None:
    if response.status not in {ResponseStatus.DRAFT, ResponseStatus.SUBMITTED}:
        raise Conflict(_("現在の状態は「%(now)s」のため、内容を変更できません。", now=response.status_label))


def _complete(need: Need, approach: str, answers: Iterable[AnswerData]) -> None:
    errors = {}
    if missing := unanswered(need.outcome, answers):
        wishes = "、".join(_("「%(wish)s」", wish=wish) for wish in missing)
        errors["answers"] = [_("望む姿への回答を選んでから提出してください：%(wishes)s", wishes=wishes)]
    if not approach:
        errors["approach"] = [_("「望む姿をどう実現するか」を入力してから提出してください。")]
    if errors:
        raise Invalid(errors=errors)


def _step(before: ResponseStatus, response: Response) -> dict[str, Any]:
    return {"status": [before.value, response.status.value]}


def _in_source(response: Response) -> dict[str, str]:
    with use_locale(SOURCE):
        return as_words(answered(response))


def _check(actor: Actor, data: ResponseData) -> None:
    if data.solution_id and not session.scalar(
        sa.select(Solution.id).where(
            Solution.id == data.solution_id, Solution.organisation_id == actor.organisation_id
        )
    ):
        raise Invalid(_("自団体のソリューションから選んでください。"), field="solution_id")
    for line in data.prices:
        if line.unit_yen and not line.quantity:
            raise Invalid(_("単価を入力した行には、年間の数量も入力してください。"), field="prices")
        if None not in {line.population_from, line.population_to} and _backwards(line):
            raise Invalid(_("人口の上限は、下限以上にしてください。"), field="prices")
    if overlapping(data.prices):
        raise Invalid(
            _("同じ名前の内訳で、人口の区分が重なっています。重ならないように直してください。"),
            field="prices",
        )


def _backwards(line: PriceData) -> bool:
    return (line.population_from or 0) > (line.population_to or 0)


def _state(response: Response, data: ResponseData) -> None:
    old = answered(response)
    for name in _TEXTS:
        setattr(response, name, getattr(data, name) or "")
    response.solution_id = data.solution_id
    response.networks = list(data.networks)
    response.price_tax = Tax(data.price_tax)
    if old.prices != data.prices:
        response.prices = [
            ResponsePrice(position=place, **asdict(line)) for place, line in enumerate(data.prices)
        ]
    if old.chosen != data.chosen:
        response.chosen = [
            ResponseReference(position=place, **asdict(use)) for place, use in enumerate(data.chosen)
        ]
    if old.answers != data.answers:
        _answer(response, data.answers)


def _answer(response: Response, answers: tuple[AnswerData, ...]) -> None:
    """Keep the row of each wish that stays: its key is the row's own."""
    held = {row.key: row for row in response.answers}
    for gone in held.keys() - {item.key for item in answers}:
        response.answers.remove(held[gone])
    for place, item in enumerate(answers):
        row = held.get(item.key)
        if row is None:
            row = ResponseAnswer(key=item.key)
            response.answers.append(row)
        row.position, row.wish, row.text = place, item.wish, item.text
        row.verdict = Verdict(item.verdict) if item.verdict else None
