"""What was left open when a text was fixed goes on in the draft that follows it. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.discussions import presenting
from govtech.discussions.models import Discussion, Status
from govtech.discussions.suggestion_models import Outcome, Suggestion
from govtech.drafting.models import Specification
from govtech.drafting.origins import earlier_versions
from govtech.drafting.revising import hold

_OPEN: tuple[tuple[Any, Any], ...] = ((Discussion, Status.OPEN), (Suggestion, Outcome.OPEN))
Carried = Discussion | Suggestion


def waiting(specification: Specification) -> int:
    """How many threads and suggestions the text before this draft was fixed with; in one query."""
    if specification.previous_id is None or not specification.changeable:
        return 0
    counts = [
        sa.select(sa.func.count(table.id)).where(
            table.specification_id == specification.previous_id, table.status == state
        )
        for table, state in _OPEN
    ]
    return sum(session.execute(sa.select(*(count.scalar_subquery() for count in counts))).one())


def carry(actor: Actor, specification: Specification) -> int:
    """Bring them here, to the same chapters and items; how many.

    Threads go with everything in them. A suggestion is put to the text as it was fixed, so that its redline shows
    all that taking it in would change.
    """
    authorise(actor, "specification:lead", specification)
    hold(specification)
    moved = 0
    for table, state in _OPEN:
        rows: Sequence[Carried] = session.scalars(
            sa.select(table).where(table.specification_id == specification.previous_id, table.status == state)
        ).all()
        for row in rows:
            row.specification = specification
            if isinstance(row, Suggestion):
                presenting.put_to(row, presenting.texts_now(specification, row.thing, row.key))
                row.began_in = specification.revision
        moved += len(rows)
    if moved:
        counted = {"carried": [0, moved]}
        record(actor, "specification.discussions_carried", specification, counted, confidential=True)
    return moved


def now_at(kind: type[Discussion | Suggestion], thing_id: str, specification: Specification) -> str | None:
    """The specification to which a thread or suggestion of this one was carried, or None."""
    found: Any = session.get(kind, thing_id)
    if found is None or found.specification_id == specification.id:
        return None
    carried = specification.id in earlier_versions(found.specification)
    return str(found.specification_id) if carried else None
