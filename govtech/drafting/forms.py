"""What people type while drafting together."""

from __future__ import annotations

from typing import Any

from govtech.core import forms
from govtech.core.words import lazy as _l
from govtech.drafting.position_models import STANCE_LABELS
from govtech.specifications.template_format import KIND_LABELS, LAYER_LABELS, LEVEL_LABELS

LONGEST_BODY = 50_000
LONGEST_TEXT = 1_000
WHY = _l("変更の理由")


class BeginForm(forms.Form):
    """A new joint specification: what it starts from, what it is called, who takes part."""

    template = forms.Choice(
        _l("何から始めるか"), help=_l("ひな形を選ぶと、本文と要件と値がすべて入った状態から始められます。")
    )
    title = forms.Text(
        _l("件名"),
        [forms.longest(80)],
        help=_l("空欄にすると、ひな形の題名になります。例：施設予約システム（北摂5市町）"),
    )
    parties = forms.Choices(
        _l("一緒に作る市町村"),
        help=_l("後から加えることもできます。招いた市町村の担当者は、本文を書けます。"),
    )


class SectionForm(forms.Form):
    """A chapter or section as somebody types it; `began_in` is the revision it was opened at."""

    title = forms.Text(
        _l("章・節の題名"), [forms.required(_l("題名を入力してください。")), forms.longest(80)]
    )
    body = forms.Markdown(
        _l("本文"),
        [forms.longest(LONGEST_BODY)],
        help=_l(
            "見出しは ## と ### を使います。番号は自動で付きます。{{名前}} は団体が決める値に置き換わります。"
        ),
    )
    why = forms.Text(WHY, [forms.longest(400)], help=_l("履歴に残ります。例：A市の意見を受けて"))
    began_in = forms.Version()


class ItemForm(forms.Form):
    """A requirement item as somebody types it."""

    kind = forms.Choice(_l("要件の種類"), choices=forms.options(KIND_LABELS.items()))
    level = forms.Choice(_l("水準"), choices=forms.options(LEVEL_LABELS.items()))
    text = forms.Area(
        _l("要件"),
        [forms.required(_l("要件を入力してください。")), forms.longest(LONGEST_TEXT)],
        help=_l("一つの要件に一つのことを書きます。「適宜」「十分な」のような、測れない言葉は避けます。"),
    )
    condition = forms.Area(
        _l("確認の条件（目標値）"),
        [forms.longest(LONGEST_TEXT)],
        help=_l(
            "どう測り、どう確かめるか。必須の要件には必ず書きます。例：1,000件の一覧が3秒以内に表示される"
        ),
    )
    layers = forms.Choices(_l("対象の網"), choices=forms.options(LAYER_LABELS.items()))
    method = forms.Area(_l("測定の方法"), [forms.longest(LONGEST_TEXT)])
    remedy = forms.Area(_l("達しなかったときの扱い"), [forms.longest(LONGEST_TEXT)])
    note = forms.Area(_l("備考"), [forms.longest(LONGEST_TEXT)])
    why = forms.Text(WHY, [forms.longest(400)], help=_l("履歴に残ります。例：A市の意見を受けて"))
    began_in = forms.Version()


class NewItemForm(forms.Form):
    """A requirement item that is not there yet: only what it needs to be discussed."""

    key = forms.Text(
        _l("番号"),
        [forms.longest(40)],
        help=_l("空欄にすると、続きの番号が付きます。例：EA-110"),
    )
    kind = forms.Choice(_l("要件の種類"), choices=forms.options(KIND_LABELS.items()))
    level = forms.Choice(_l("水準"), choices=forms.options(LEVEL_LABELS.items()))
    text = forms.Area(
        _l("要件"), [forms.required(_l("要件を入力してください。")), forms.longest(LONGEST_TEXT)]
    )
    condition = forms.Area(_l("確認の条件（目標値）"), [forms.longest(LONGEST_TEXT)])


class NewSectionForm(forms.Form):
    """A chapter or section that is not there yet."""

    title = forms.Text(
        _l("章・節の題名"), [forms.required(_l("題名を入力してください。")), forms.longest(80)]
    )
    parent = forms.Choice(_l("どこに加えるか"))


class ClashForm(forms.Form):
    """The text that a person settles a clash with."""

    text = forms.Area(
        _l("決めた文"),
        [forms.longest(LONGEST_BODY)],
        help=_l("両方の文が入っています。残す文だけにして保存してください。"),
    )
    began_in = forms.Version()


class PositionForm(forms.Form):
    """One municipality's stance on one item."""

    stance = forms.Choice(
        _l("自団体の立場"),
        [forms.required(_l("立場を選んでください。"))],
        choices=forms.options(STANCE_LABELS.items()),
        radio=True,
    )
    wording = forms.Area(
        _l("希望する文案・別紙の文"),
        [forms.longest(LONGEST_TEXT)],
        help=_l("「修正希望」と「団体固有」では必ず書きます。"),
    )
    reason = forms.Area(_l("理由"), [forms.longest(LONGEST_TEXT)])


class AnswerForm(forms.Form):
    """The lead's answer to an objection."""

    answer = forms.Area(
        _l("回答"), [forms.required(_l("回答を入力してください。")), forms.longest(LONGEST_TEXT)]
    )


class ConsultForm(forms.Form):
    """Until when municipalities are asked, and what is said to them."""

    until = forms.Moment(
        _l("照会の期限"),
        [forms.required(_l("期限を入力してください。"))],
        help=_l("日本時間。時刻を省くと、その日の終わり（23:59）です。"),
    )
    message = forms.Area(
        _l("市町村への言葉"),
        [forms.longest(LONGEST_TEXT)],
        help=_l("お知らせに添えます。例：第3章の夜間の対応を、特に確かめてください。"),
    )


class ExtendForm(forms.Form):
    """A later deadline, and why."""

    until = forms.Moment(
        _l("新しい期限"),
        [forms.required(_l("期限を入力してください。"))],
        help=_l("日本時間。時刻を省くと、その日の終わり（23:59）です。"),
    )
    reason = forms.Area(
        _l("延ばす理由"),
        [forms.longest(LONGEST_TEXT)],
        help=_l("お知らせに添えます。例：2市から、庁内の確認に1週間ほしいと連絡があったため。"),
    )


class InviteForm(forms.Form):
    """Municipalities that take part from now on."""

    parties = forms.Choices(_l("加える市町村"), [forms.required(_l("市町村を選んでください。"))])


class ValueForm(forms.Form):
    """A value, common or one's own."""

    value = forms.Text(_l("値"), [forms.longest(200)])
    began_in = forms.Version()


def with_choices(form: Any, **choices: Any) -> Any:
    """The form with its open lists filled."""
    for name, pairs in choices.items():
        form[name].choices = pairs
    return form
