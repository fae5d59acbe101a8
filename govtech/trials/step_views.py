"""HTTP for the steps of a trial, its results, its report, and the case that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict
from govtech.core.filters import number as number_of
from govtech.core.policy import Actor, authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.trials import case_services, queries, report_services, services
from govtech.trials.content import REPORT_LABELS, as_words, compared, number_text, reported
from govtech.trials.forms import ReasonForm, ReportForm, ResultsForm
from govtech.trials.models import Trial
from govtech.trials.pages import page_of

blueprint = Blueprint("trial_steps", __name__, url_prefix="/trials")


@dataclass(frozen=True)
class Explained:
    """A step with words: who may, what it does, and what the page says about it."""

    permission: str
    verb: Callable[[Actor, Trial, str], None]
    heading: Text
    explanation: Text
    help: Text
    done: Text


REASONED = {
    "cancel": Explained(
        "trial:cancel",
        services.cancel,
        _l("実証実験を中止する"),
        _l("元に戻せません。理由は、この実証実験を読める人が読めます。相手の団体にもお知らせします。"),
        _l("例：住民記録システムの更新と時期が重なり、窓口の人手が足りないため。"),
        _l("実証実験を中止しました。"),
    ),
    "adopt": Explained(
        "trial:decide",
        services.adopt,
        _l("本格導入を決める"),
        _l(
            "元に戻せません。決めたことと理由を、相手の団体にお知らせします。公開していれば、横展開の記録も「導入済み」になります。"
        ),
        _l("例：受付の時間が目標の12分を下回り、職員の8割が続けたいと答えたため、来年度から全窓口で使う。"),
        _l("本格導入を決めました。"),
    ),
    "decline": Explained(
        "trial:decide",
        services.decline,
        _l("導入を見送る"),
        _l(
            "元に戻せません。決めたことと理由を、相手の団体にお知らせします。見送った理由も、次の町の役に立ちます。"
        ),
        _l("例：効果はあったが、年額が削減できる時間に見合わないため。"),
        _l("導入の見送りを記録しました。"),
    ),
}
PLAIN = {
    "start": (services.start, _l("実証実験を始めました。ほかの市町村も読めるようになりました。")),
    "evaluate": (services.evaluate, _l("評価に進みました。承認者が、本格導入するかどうかを決めます。")),
    "publish": (services.publish, _l("公開しました。だれでも読めるようになりました。")),
}


@blueprint.post("/<trial_id>/<any(start, evaluate, publish):step>")
def take(trial_id: str, step: str) -> ResponseReturnValue:
    """A step that needs no words."""
    verb, done = PLAIN[step]
    verb(actor(), trial := queries.get(actor(), trial_id))
    say(str(done))
    return back("trials.show", trial_id=trial.id)


@blueprint.post("/<trial_id>/agree")
def agree(trial_id: str) -> ResponseReturnValue:
    """Confirm the version that was read."""
    trial = queries.get(actor(), trial_id)
    services.agree(actor(), trial, number_of(request.form.get("number"), 10**6) or 0)
    say(
        _("双方の確認がそろい、合意しました。")
        if trial.agreed
        else _("確認を記録し、相手の団体に知らせました。")
    )
    return back("trials.show", trial_id=trial.id)


@blueprint.route("/<trial_id>/<any(cancel, adopt, decline):step>", methods=["GET", "POST"])
def give_reason(trial_id: str, step: str) -> ResponseReturnValue:
    """A step that needs a reason."""
    explained, trial = REASONED[step], queries.get(actor(), trial_id)
    authorise(actor(), explained.permission, trial)
    form = ReasonForm()
    form.reason.help = explained.help
    status = form_status(form)
    if form.validate_on_submit():
        try:
            explained.verb(actor(), trial, form.reason.data)
            say(str(explained.done))
            return back("trials.show", trial_id=trial.id)
        except Conflict as error:  # what was typed stays on the page
            form.refuse(error)
            status = error.status
    return render("trials/reason.html", form=form, trial=trial, step=explained, status=status)


@blueprint.post("/<trial_id>/results")
def results(trial_id: str) -> ResponseReturnValue:
    """What was measured, typed in place."""
    trial = queries.get(actor(), trial_id)
    authorise(actor(), "trial:record", trial)
    form = ResultsForm()
    if not form.validate_on_submit():
        return page_of(actor(), trial, form, form_status(form))
    if form.version.data != trial.version and (stale := _clashes(form, trial)):
        form.version.data = trial.version
        return page_of(actor(), trial, form, HTTPStatus.CONFLICT, stale=stale)
    report_services.record_results(actor(), trial, form.results.data, trial.version)
    say(_("実績を保存しました。"))
    return back("trials.show", trial_id=trial.id, _anchor="measures")


def _clashes(form: ResultsForm, trial: Trial) -> list[tuple[str, str, str]]:
    """(measure, what is saved now, what was typed) where they differ."""
    rows = []
    for measure in trial.measures:
        typed = form.results.data.get(measure.id)
        if typed and (typed.actual, typed.note) != (measure.actual, measure.note):
            saved = f"{number_text(measure.actual)} {measure.note}".strip()
            rows.append((measure.name, saved, f"{number_text(typed.actual)} {typed.note}".strip()))
    return rows


@blueprint.route("/<trial_id>/report", methods=["GET", "POST"])
def report(trial_id: str) -> ResponseReturnValue:
    """What worked, what did not, and what it cost."""
    trial = queries.get(actor(), trial_id)
    authorise(actor(), "trial:record", trial)
    form = ReportForm(data={**vars(reported(trial)), "version": trial.version})
    status, stale = form_status(form), []
    if form.validate_on_submit():
        if form.version.data == trial.version:
            report_services.write_report(actor(), trial, form.statement(), trial.version)
            say(_("報告を保存しました。"))
            return back("trials.show", trial_id=trial.id, _anchor="report")
        mine, saved = as_words(form.statement()), as_words(reported(trial))
        stale = [
            (str(REPORT_LABELS[name]), saved[name], mine[name]) for name in mine if mine[name] != saved[name]
        ]
        form.version.data, status = trial.version, HTTPStatus.CONFLICT
    history = queries.history(actor(), trial)[:1]
    return render("trials/report.html", form=form, trial=trial, stale=stale, history=history, status=status)


@blueprint.get("/<trial_id>/terms/<int:number>")
def terms(trial_id: str, number: int) -> ResponseReturnValue:
    """One version of the agreement against the one before it."""
    trial = queries.get(actor(), trial_id)
    authorise(actor(), "trial:agreement", trial)
    new, old = queries.version(trial, number), queries.version(trial, number - 1) if number > 1 else None
    changes = compared(old.content if old else {}, new.content)
    return render("trials/terms.html", trial=trial, version=new, previous=old, changes=changes)


@blueprint.post("/<trial_id>/case")
def case(trial_id: str) -> ResponseReturnValue:
    """Draft the case, or go on with the draft that is there."""
    made = case_services.draft_case(actor(), queries.get(actor(), trial_id))
    say(_("実証実験の記録から、事例の下書きを作りました。内容を確かめ、書き足してください。"))
    return back("cases.show", case_id=made.id)
