"""How a public trial appears in search."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import PUBLIC, Actor
from govtech.core.tables import Searchable
from govtech.core.text import shorten
from govtech.core.words import lazy
from govtech.trials.models import Trial
from govtech.trials.policy import visible_to
from search.documents import Document

KIND = "trial"
SUMMARY = 160


def to_document(trial: Trial) -> Document | None:
    """The document, or None for a trial that is not public."""
    if trial.published_at is None:
        return None
    parts = (
        trial.problem,
        trial.plan,
        "\n".join(row.name for row in trial.measures),
        trial.worked,
        trial.not_worked,
        trial.devices,
        trial.lessons,
        trial.reason,
    )
    return Document(
        key=f"{KIND}:{trial.id}",
        kind=KIND,
        title=trial.title,
        body="\n".join(part for part in parts if part),
        summary=shorten(trial.plan or trial.problem, SUMMARY),
        keywords=(trial.partner.name, str(trial.status_label)),
        initiatives=tuple(row.number for row in trial.initiatives),
        organisation=trial.organisation.name,
        municipalities=(trial.organisation.name,),
        date=trial.published_at,
        url=f"/trials/{trial.id}",
        tokens=frozenset({PUBLIC}),
    )


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Which of these trials the actor may find: the public ones."""
    found = sa.select(Trial.id).where(
        Trial.id.in_(list(ids)), Trial.published_at.is_not(None), visible_to(actor)
    )
    return set(session.scalars(found))


SEARCHABLE = Searchable(
    kind=KIND, label=lazy("実証実験"), model=Trial, to_document=to_document, visible=visible
)
