"""Keeping what happened to a trial, and refusing what was meant for an older version of it."""

from __future__ import annotations

from typing import Any

from govtech.core.clock import now
from govtech.core.errors import Conflict
from govtech.core.journal import Notice, record
from govtech.core.policy import Actor
from govtech.trials.models import Trial


def unchanged(trial: Trial, expected_version: int) -> None:
    """Conflict when somebody changed it since that version was read."""
    if trial.version != expected_version:
        raise Conflict


def keep(
    actor: Actor,
    verb: str,
    trial: Trial,
    changes: dict[str, Any] | None = None,
    *,
    notices: list[Notice] | None = None,
    secret: bool = False,
) -> None:
    """Into the journal; what is not for everybody to read is not for everybody to hear of."""
    trial.edited_at = now()
    hidden = secret or trial.published_at is None
    record(actor, verb, trial, changes, confidential=hidden, notices=notices or ())


def step_of(before: str, trial: Trial) -> dict[str, Any]:
    """The change of state in the journal's form."""
    return {"status": [str(before), trial.status.value]}
