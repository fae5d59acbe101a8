"""HTTP for matching: needs for a supplier, solutions for a municipality's needs, feedback."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.matching import presenting, queries, services, suggesting, wording
from govtech.matching.forms import HideForm
from govtech.matching.models import HIDE_EFFECTS, HIDE_LABELS
from govtech.needs import queries as needs
from govtech.needs.models import STATUS_LABELS
from govtech.solutions import queries as solutions

blueprint = Blueprint("matching", __name__)
A_NEED = 3
"""Solutions shown for each of a municipality's needs."""


@blueprint.get("/matching")
def index() -> ResponseReturnValue:
    """Needs for a supplier, or solutions for a municipality's needs; what this is, for everybody else."""
    if actor().is_supplier:
        return _for_us()
    return _own_needs() if actor().is_municipal else render("matching/index.html")


def _for_us() -> ResponseReturnValue:
    found = suggesting.for_organisation(actor())
    return render(
        "matching/for_us.html",
        waiting=found is None,
        items=presenting.shown_for_us(actor(), found or []),
        has_solutions=bool(queries.own_solutions(actor().organisation_id)),
        hidden=[(row, need) for row, need in queries.hidden(actor())],
        labels=HIDE_LABELS,
        effects=HIDE_EFFECTS,
        moved=wording.moved(found or []),
        rule=wording.rule_in_words(),
    )


def _own_needs() -> ResponseReturnValue:
    rows = queries.own_needs(actor())
    found = suggesting.solutions_for(actor(), rows)
    return render(
        "matching/for_needs.html",
        needs=rows,
        waiting=found is None,
        items=presenting.shown_for_needs(found or {}, A_NEED),
        status_labels=STATUS_LABELS,
    )


@blueprint.route("/matching/needs/<need_id>/hide", methods=["GET", "POST"])
def hide(need_id: str) -> ResponseReturnValue:
    """Say why a need is not for us; it goes from the suggestions, and others like it sink."""
    need = needs.get(actor(), need_id)
    authorise(actor(), "match:hide", need)
    form = HideForm()
    if form.validate_on_submit():
        with form.catching():
            row = services.hide(actor(), need, form.hand_over(services.HideData))
            label, effect = HIDE_LABELS[row.reason], HIDE_EFFECTS[row.reason]
            say(
                _(
                    "「%(title)s」を表示しないようにしました。「%(reason)s」により、%(effect)s",
                    title=need.title,
                    reason=label,
                    effect=effect,
                )
            )
            return back(".index")
    return render("matching/hide.html", form=form, need=need, status=form_status(form))


@blueprint.post("/matching/hidden/<hidden_id>/show")
def show_again(hidden_id: str) -> ResponseReturnValue:
    """Take back that a need was hidden."""
    services.show_again(actor(), queries.get_hidden(actor(), hidden_id))
    say(_("もう一度表示するようにしました。この理由で下げていた順位も元に戻りました。"))
    return back(".index")


@blueprint.post("/needs/<need_id>/fitting/<solution_id>")
def judge(need_id: str, solution_id: str) -> ResponseReturnValue:
    """Say whether a suggested solution is of use for one's need."""
    need = needs.get(actor(), need_id)
    useful = {"yes": True, "no": False}.get(request.form.get("useful", ""))
    services.judge(actor(), need, solutions.get(actor(), solution_id), useful=useful)
    say(_judged(useful))
    return back("needs.show", need_id=need.id, _anchor="fitting-title")


def _judged(useful: bool | None) -> str:  # noqa: FBT001
    if useful is None:
        return _("評価を取り消しました。")
    if useful:
        return _(
            "「役に立った」と記録しました。このニーズではいちばん上に、自団体のほかのニーズでも上に示します。"
        )
    return _("「違う」と記録しました。このニーズには示さず、自団体のほかのニーズでは順位を下げます。")
