"""The page of a trial, shown as it stands or with a form that was refused."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from govtech.core.errors import NotFound
from govtech.core.policy import Actor, can
from govtech.core.web import render
from govtech.core.words import gettext as _
from govtech.knowledge import queries as cases
from govtech.needs import queries as needs
from govtech.needs import response_queries as responses
from govtech.solutions import queries as solutions
from govtech.solutions.queries import initiative_names
from govtech.trials import presenting, queries
from govtech.trials.case_services import DRAFTABLE
from govtech.trials.content import (
    LABELS,
    REPORT_LABELS,
    FieldChange,
    compared,
    missing,
    unmeasured,
    unreported,
)
from govtech.trials.forms import ResultsForm
from govtech.trials.models import PERSONAL_DATA_LABELS, Terms, Trial

Link = tuple[str, str, str | None]


def page_of(
    actor: Actor, trial: Trial, form: ResultsForm | None = None, status: int = HTTPStatus.OK, **more: Any
) -> ResponseReturnValue:
    """The page for this reader; with a form of results that was refused, that form as it was typed."""
    versions = queries.terms(trial) if can(actor, "trial:agreement", trial) else []
    values = {
        "trial": trial,
        "steps": presenting.steps(trial),
        "form": form or ResultsForm(formdata=None, data={"version": trial.version}),
        "chain": chain(actor, trial),
        "initiatives": initiative_names(),
        "missing": missing(trial),
        "unmeasured": unmeasured(trial),
        "unreported": unreported(trial),
        "draftable": trial.status in DRAFTABLE,
        "versions": versions,
        "in_force": queries.in_force(trial) if versions else None,
        "changes": unread_changes(actor, trial, versions),
        "notes": queries.notes(actor, trial),
        "history": queries.history(actor, trial),
        "words": presenting.acts(),
        "labels": LABELS,
        "report_labels": REPORT_LABELS,
        "personal_data_labels": PERSONAL_DATA_LABELS,
        "tones": presenting.TONES,
        "show": presenting,
        "stale": (),
    }
    return render("trials/show.html", status=status, **{**values, **more})


def unread_changes(actor: Actor, trial: Trial, versions: list[Terms]) -> list[FieldChange]:
    """What has changed since the actor's side last confirmed; nothing when it never did or has confirmed this."""
    if not versions:
        return []
    own = trial.organisation_id if actor.acts_for(trial.organisation_id) else trial.partner_id
    number = queries.last_agreed(trial, own)
    if number is None or number == trial.terms:
        return []
    before = next(row for row in versions if row.number == number)
    return compared(before.content, versions[0].content)


def chain(actor: Actor, trial: Trial) -> list[Link]:
    """What it came from and what came of it, as far as the reader may see them."""
    links: list[Link] = []
    for key, read, words, column, endpoint, argument in (
        (trial.need_id, needs.get, _("ニーズ"), "title", "needs.show", "need_id"),
        (trial.response_id, responses.get, _("提案"), "", "responses.show", "response_id"),
        (trial.solution_id, solutions.get, _("ソリューション"), "name", "solutions.show", "solution_id"),
        ("here", None, _("実証実験"), "", "", ""),
        (trial.case_id, cases.get, _("事例"), "title", "cases.show", "case_id"),
    ):
        if read is None:
            links.append((words, trial.title, None))
        elif key and (found := _seen(read, actor, key)):
            text = str(getattr(found, column)) if column else _("採用した提案を見る")
            given: dict[str, Any] = {argument: key}
            links.append((words, text, url_for(endpoint, **given)))
    return links if len(links) > 1 else []


def _seen(read: Any, actor: Actor, key: str) -> Any:
    """The thing, or None when the reader may not see it."""
    try:
        return read(actor, key)
    except NotFound:
        return None
