"""HTTP for the steps of a need that need a word of explanation: each has a page that says what will happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import Text
from govtech.core.words import lazy as _l
from govtech.needs import queries, services
from govtech.needs.forms import MatchForm, ReasonForm

blueprint = Blueprint("need_steps", __name__, url_prefix="/needs")


@dataclass(frozen=True)
class Explained:
    """A step with words: who may, what it does, and what the page says about it."""

    permission: str
    verb: Callable[..., None]
    heading: Text
    explanation: Text
    label: Text
    help: Text
    done: Text
    form: type[ReasonForm] = ReasonForm


STEPS = {
    "send-back": Explained(
        "need:send_back",
        services.send_back,
        _l("差し戻す"),
        _l("下書きに戻り、担当者に理由がメールで届きます。直した後、もう一度承認を依頼できます。"),
        _l("差し戻す理由"),
        _l("例：予算の根拠と、達成を測るものさしを書き足してください。"),
        _l("差し戻しました。"),
    ),
    "withdraw": Explained(
        "need:withdraw",
        services.withdraw,
        _l("ニーズを取り下げる"),
        _l(
            "元に戻せません。公開後に取り下げると、理由が公開され、提案を準備中の団体にメールで届きます。"
            "締切前に届いた提案は、開かれないままになります。"
        ),
        _l("取り下げる理由"),
        _l("例：国の制度で同じしくみが無償で使えることになったため。"),
        _l("ニーズを取り下げました。"),
    ),
    "match": Explained(
        "need:conclude",
        services.match,
        _l("相手の決定を記録する"),
        _l(
            "採用した提案があり、すべての提案に結果を伝えた後に記録します。ここに書くことは公開されます。元に戻せません。"
        ),
        _l("公開する結果"),
        _l("例：見本電算株式会社の提案を採用し、来年1月から3か月の試行を始めます。"),
        _l("相手の決定を記録しました。"),
        MatchForm,
    ),
    "unmatch": Explained(
        "need:conclude",
        services.unmatch,
        _l("該当なしと記録する"),
        _l(
            "採用する提案がなく、すべての提案に結果を伝えた後に記録します。ここに書くことは公開されます。元に戻せません。"
        ),
        _l("公開する結果"),
        _l("例：予算の範囲に収まる提案がありませんでした。条件を見直し、来年度にあらためて募集します。"),
        _l("該当なしと記録しました。"),
    ),
    "conclude": Explained(
        "need:conclude",
        services.conclude,
        _l("完了を記録する"),
        _l("その後どうなったかを公開して、このニーズを終えます。元に戻せません。"),
        _l("その後どうなったか"),
        _l("例：試行で来庁者の待ち時間が38分から12分になり、令和9年度から本格導入します。"),
        _l("完了を記録しました。"),
    ),
}


def _take(name: str, need_id: str) -> ResponseReturnValue:
    step = STEPS[name]
    need = queries.get(actor(), need_id)
    authorise(actor(), step.permission, need)
    form = step.form()
    form.reason.label.text, form.reason.help = str(step.label), step.help
    status = form_status(form)
    if form.validate_on_submit():
        try:
            step.verb(actor(), need, *form.stated())
            say(str(step.done))
            return back("needs.show", need_id=need.id)
        except Conflict as error:  # what was typed stays on the page
            form.refuse(error)
            status = error.status
    return render("needs/step.html", form=form, need=need, step=step, status=status)


@blueprint.route("/<need_id>/send-back", methods=["GET", "POST"])
def send_back(need_id: str) -> ResponseReturnValue:
    """Give it back to the editors."""
    return _take("send-back", need_id)


@blueprint.route("/<need_id>/withdraw", methods=["GET", "POST"])
def withdraw(need_id: str) -> ResponseReturnValue:
    """Take it back for good."""
    return _take("withdraw", need_id)


@blueprint.route("/<need_id>/match", methods=["GET", "POST"])
def match(need_id: str) -> ResponseReturnValue:
    """Record that somebody was selected."""
    return _take("match", need_id)


@blueprint.route("/<need_id>/unmatch", methods=["GET", "POST"])
def unmatch(need_id: str) -> ResponseReturnValue:
    """Record that nobody was selected."""
    return _take("unmatch", need_id)


@blueprint.route("/<need_id>/conclude", methods=["GET", "POST"])
def conclude(need_id: str) -> ResponseReturnValue:
    """Record what became of it."""
    return _take("conclude", need_id)
