"""横展開 of a public trial: its municipality tries the initiatives it is about, then has adopted them or ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import sqlalchemy as sa

from govtech.core.clock import to_jst
from govtech.core.db import session
from govtech.core.policy import Actor
from govtech.core.words import SOURCE, use_locale
from govtech.core.words import gettext as _
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus
from govtech.knowledge.adoption_services import AdoptionData, record_initiative
from govtech.knowledge.models import Initiative
from govtech.trials.models import Status, Trial

PROGRAMME = 80
_ENDS = {
    Status.ADOPTED: AdoptionStatus.ADOPTED,
    Status.NOT_ADOPTED: AdoptionStatus.ENDED,
    Status.CANCELLED: AdoptionStatus.ENDED,
}


def follow(actor: Actor, trial: Trial) -> None:
    """Bring the municipality's records up to where the trial stands; harmless when repeated."""
    programme = trial.title[:PROGRAMME]
    with use_locale(SOURCE):
        note = _("実証実験「%(title)s」（%(partner)s）", title=trial.title, partner=trial.partner.name)
    for item in trial.initiatives:
        initiative = session.get_one(Initiative, item.number)
        for status, day in _line(trial):
            if _reached(trial.organisation_id, item.number, programme) not in _not_before(status):
                record_initiative(actor, initiative, programme, AdoptionData(status, day, note))
                session.flush()


def _line(trial: Trial) -> Iterator[tuple[AdoptionStatus, date]]:
    """The states the record goes through, with their days."""
    if trial.started_at is None:
        return
    yield AdoptionStatus.TRIAL, _day(trial.started_at)
    if trial.status in _ENDS and trial.ended_at is not None:
        yield _ENDS[trial.status], _day(trial.ended_at)


def _not_before(status: AdoptionStatus) -> set[AdoptionStatus]:
    """States of a record from which there is nothing to do to reach a state."""
    order = [AdoptionStatus.TRIAL, AdoptionStatus.ADOPTED, AdoptionStatus.ENDED]
    return set(order[order.index(status) :])


def _reached(municipality: str, number: int, programme: str) -> AdoptionStatus | None:
    return session.scalar(
        sa.select(Adoption.status).where(
            Adoption.municipality_code == municipality,
            Adoption.initiative_number == number,
            Adoption.programme == programme,
        )
    )


def _day(moment: datetime) -> date:
    return to_jst(moment).date()
