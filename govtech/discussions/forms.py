"""What people type in discussions."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from govtech.core import forms
from govtech.core.checks import markdown
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.discussions.content import FIELDS, CommentData
from govtech.discussions.people import Circle, spoken_to
from govtech.drafting.forms import LONGEST_BODY, LONGEST_TEXT
from govtech.drafting.models import Thing

LONGEST_COMMENT = 4_000
LONGEST_REASON = 1_000
BETWEEN = "\n"


class CommentForm(forms.Form):
    """A comment, and whom it shall reach; `pointed_out` are the unknown names that the writer has seen marked."""

    text = forms.Area(
        _l("コメント"),
        [forms.required(_l("コメントを入力してください。")), forms.longest(LONGEST_COMMENT), markdown],
        help=_l(
            "@豊中市 や @氏名 と書くと、その人に知らせが届きます。箇条書きなどのMarkdownも使えます。"
            "参加する市町村と事務局だけが読めます。"
        ),
        render_kw={"data-mentions": "mention-names"},
    )
    told = forms.Choices(_l("だれに知らせるか"))
    pointed_out = HiddenField()

    def data_of(self) -> CommentData:
        """What is handed over."""
        return CommentData(self.text.data or "", tuple(self.told.data or ()))

    def accepts_names(self, known: Circle) -> bool:
        """Whether every name after @ is known or was pointed out before; if not, it is pointed out now."""
        unknown = spoken_to(self.text.data or "", known).unknown
        seen = set((self.pointed_out.data or "").split(BETWEEN))
        if set(unknown) <= seen:
            return True
        names = _("、").join(f"@{name}" for name in unknown)
        self.text.errors = [
            *self.text.errors,
            _(
                "%(names)sに当たる人や団体は、参加していません。書き直すか、そのままもう一度送ってください（だれにも届かず、文字として残ります）。",
                names=names,
            ),
        ]
        self.pointed_out.data = BETWEEN.join(unknown)
        return False


class EditForm(CommentForm):
    """One's own comment, put right."""

    version = forms.Version()


def comment_form(known: Circle, form: Any = None, mark: str = "") -> Any:
    """A form with everybody one can speak to; `mark` keeps the ids of several on one page apart."""
    made = form or CommentForm(formdata=None)
    made.told.choices = [
        (token, name if token.startswith("org:") else _person(token, name, known))
        for token, name in known.names.items()
    ]
    if mark:
        for field in made:
            field.id = f"{field.id}-{mark}"
    return made


def _person(token: str, name: str, known: Circle) -> str:
    where = next(one.organisation for one in known.people if f"user:{one.user_id}" == token)
    return _("%(name)s（%(organisation)s）", name=name, organisation=where)


class SuggestionForm(forms.Form):
    """Other wording for a place, beginning with what it says."""

    title = forms.Text(_l("章・節の題名"), [forms.longest(80)])
    body = forms.Markdown(_l("本文"), [forms.longest(LONGEST_BODY)])
    text = forms.Area(_l("要件"), [forms.longest(LONGEST_TEXT)])
    condition = forms.Area(_l("確認の条件（目標値）"), [forms.longest(LONGEST_TEXT)])
    method = forms.Area(_l("測定の方法"), [forms.longest(LONGEST_TEXT)])
    remedy = forms.Area(_l("達しなかったときの扱い"), [forms.longest(LONGEST_TEXT)])
    note = forms.Area(_l("備考"), [forms.longest(LONGEST_TEXT)])
    reason = forms.Area(
        _l("提案の理由"),
        [forms.required(_l("理由を入力してください。")), forms.longest(LONGEST_REASON)],
        help=_l("とりまとめ団体が、採り入れるかどうかを決める手がかりになります。例：夜間の通報が多いため"),
    )
    began_in = forms.Version()


def suggestion_form(thing: Thing, values: dict[str, Any]) -> Any:
    """The form with the fields of the kind of place alone."""
    form = SuggestionForm(data=values)
    for name in {*FIELDS[Thing.SECTION], *FIELDS[Thing.ITEM]} - set(FIELDS[thing]):
        del form[name]
    return form


class RejectForm(forms.Form):
    """Why a suggestion is not taken in."""

    reason = forms.Area(
        _l("採り入れない理由"),
        [forms.required(_l("理由を入力してください。")), forms.longest(LONGEST_REASON)],
        help=_l("提案した人に届きます。"),
    )
