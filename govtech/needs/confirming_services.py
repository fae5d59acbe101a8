"""A responder says that what was handed in stands after its need has changed. Callers own the transaction."""

from __future__ import annotations

from govtech.core.clock import to_jst
from govtech.core.db import lock
from govtech.core.errors import Conflict
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.needs.response_models import Response, ResponseStatus


def confirm(actor: Actor, response: Response, number: int) -> None:
    """Say, until the deadline, that what was handed in stands after change `number`, the last one the actor read.

    Conflict when the need has changed once more meanwhile, so that nobody confirms what they have not seen.
    """
    authorise(actor, "response:edit", response)
    lock(response.need, shared=True)
    lock(response)
    need = response.need
    if not need.accepting:
        deadline = to_jst(need.response_deadline).strftime("%Y-%m-%d %H:%M") if need.response_deadline else ""
        raise Conflict(_("提案の締切（%(deadline)s）を過ぎたため、受け付けできません。", deadline=deadline))
    if response.status is not ResponseStatus.SUBMITTED:
        raise Conflict(_("確認できるのは、提出済みの提案です。提出すると、変更を確認したことになります。"))
    if number != need.material_revision:
        raise Conflict(_("このニーズは、さらに変更されました。最新の変更を読んでから確認してください。"))
    if response.confirmed_revision == number:
        return
    before, response.confirmed_revision = response.confirmed_revision, number
    record(actor, "response.confirmed", response, {"revision": [before, number]}, confidential=True)
