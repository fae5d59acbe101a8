"""HTTP for writing a need: how to begin, one page for each step, the check at the end, and needs alike."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.errors import Conflict
from govtech.core.policy import authorise
from govtech.core.text import clean
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.needs import alike, presenting, quality, queries, suggesting, writing
from govtech.needs import writing_services as keeping
from govtech.needs.content import NEED_LABELS, as_words, stated
from govtech.needs.models import STATUS_LABELS, Need, Status
from govtech.needs.writing_forms import StepForm
from govtech.solutions.queries import initiative_names

blueprint = Blueprint("need_writing", __name__, url_prefix="/needs")


@blueprint.get("/similar")
def similar() -> ResponseReturnValue:
    """The part of a page that shows needs like the words typed so far."""
    authorise(actor(), "need:create")
    title, problem = clean(request.args.get("title", "")), clean(request.args.get("problem", ""))
    return render("needs/_alike.html", rows=_alike(title, problem), status_labels=STATUS_LABELS)


def _alike(title: str, problem: str, but: str = "") -> list[Any]:
    return alike.alike(actor(), title, problem, but)


@blueprint.get("/<need_id>/write")
def resume(need_id: str) -> ResponseReturnValue:
    """Go on where one left."""
    need = queries.get(actor(), need_id)
    authorise(actor(), "need:edit", need)
    return back(".write", need_id=need.id, step=need.writing_step or writing.STEPS[0].key)


@blueprint.route(f"/<need_id>/write/<any({','.join(writing.BY_KEY)}):step>", methods=["GET", "POST"])
def write(need_id: str, step: str) -> ResponseReturnValue:
    """One step: every button keeps what was typed, and so does the page by itself while one writes."""
    need = queries.get(actor(), need_id)
    authorise(actor(), "need:edit", need)
    if request.method == "GET" and need.status is not Status.DRAFT:
        return back("needs.show", need_id=need.id)
    form = _form(need, step)
    if form.validate_on_submit():
        try:
            with form.catching():
                return _kept(form, need, step)
        except Conflict as error:
            return _refused(form, need, step, error)
    if form.is_submitted() and _by_itself():
        told = " ".join(message for _target, message in form.all_errors)
        return _not_kept(told, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(form, need, step, status=form_status(form))


def _form(need: Need, step: str) -> StepForm:
    part = writing.BY_KEY[step]
    return StepForm.of(part, stated(need), writing.mark(need, part), initiative_names())


def _by_itself() -> bool:
    """Whether the page saves while its reader is still writing."""
    return request.form.get("then") == "autosave"


def _kept(form: StepForm, need: Need, step: str) -> ResponseReturnValue:
    part = writing.BY_KEY[step]
    keeping.keep(actor(), need, part, form.values(), seen=form.version.data or "", page=form.page.data or "")
    match request.form.get("then"):
        case "autosave":
            return render("needs/write_kept.html", mark=writing.mark(need, part), **_beside(need, step))
        case "back":
            return back(".write", need_id=need.id, step=writing.before(step))
        case "leave":
            say(_("下書きを保存しました。続きは、いつでもこのページから書けます。"))
            return back("needs.show", need_id=need.id)
        case _ if (following := writing.after(step)) == writing.CHECK:
            return back(".check", need_id=need.id)
        case _:
            return back(".write", need_id=need.id, step=following)


def _beside(need: Need, step: str) -> dict[str, Any]:
    """What stands beside the form: what the step lacks, and needs that resemble it."""
    rows = _alike(need.title, need.problem, need.id) if step == writing.STEPS[0].key else []
    return {
        "need": need,
        "gaps": quality.of_step(need, writing.BY_KEY[step]),
        "rows": rows,
        "status_labels": STATUS_LABELS,
    }


def _page(form: StepForm, need: Need, step: str, *, status: int, stale: Any = ()) -> ResponseReturnValue:
    return render(
        "needs/write.html",
        form=form,
        step=writing.BY_KEY[step],
        progress=presenting.progress(need, step),
        suggestions=suggesting.deadlines(),
        stale=stale,
        history=journal.history(actor(), need, limit=3) if stale else (),
        status=status,
        **_beside(need, step),
    )


def _not_kept(refusal: str, status: int, *, stale: bool = False) -> ResponseReturnValue:
    return render("needs/write_kept.html", need=None, refusal=refusal, stale=stale, status=status)


def _refused(form: StepForm, need: Need, step: str, error: Conflict) -> ResponseReturnValue:
    """Somebody else changed it, or sent it on: what was typed stays, beside what is saved now."""
    part, typed = writing.BY_KEY[step], form.values()
    changed = need.status is Status.DRAFT and writing.stale(
        need, part, typed, form.version.data or "", form.page.data or ""
    )
    if _by_itself():
        return _not_kept(error.message, HTTPStatus.CONFLICT, stale=changed)
    if not changed:
        form.refuse(error)
        return _page(form, need, step, status=HTTPStatus.CONFLICT)
    saved, mine = as_words(stated(need)), as_words(replace(stated(need), **typed))
    rows = [
        (form[name].label.text, saved[name], mine[name]) for name in part.fields if saved[name] != mine[name]
    ]
    form.version.data = writing.mark(need, part)
    return _page(form, need, step, status=HTTPStatus.CONFLICT, stale=rows)


@blueprint.get("/<need_id>/write/check")
def check(need_id: str) -> ResponseReturnValue:
    """Everything at a glance, with what is missing, before it goes to the approver."""
    need = queries.get(actor(), need_id)
    authorise(actor(), "need:edit", need)
    if need.status is not Status.DRAFT:
        return back("needs.show", need_id=need.id)
    words = as_words(stated(need))
    names = initiative_names()
    words["initiatives"] = _("、").join(names[item.number] for item in need.initiatives)
    return render(
        "needs/check.html",
        need=need,
        parts=[
            (part, [(str(NEED_LABELS[name]), words[name]) for name in part.fields]) for part in writing.STEPS
        ],
        gaps=quality.findings(need),
        progress=presenting.progress(need, writing.CHECK),
        rows=_alike(need.title, need.problem, need.id),
        status_labels=STATUS_LABELS,
    )
