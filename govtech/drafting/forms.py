"""What people type while drafting together."""

from __future__ import annotations

from typing import Any

from govtech.core import forms
from govtech.core.words import lazy as _l
from govtech.drafting.position_models import STANCE_LABELS

LONGEST_BODY = 50_000
LONGEST_TEXT = 1_000


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


def with_choices(form: Any, **choices: Any) -> Any:
    """The form with its open lists filled."""
    for name, pairs in choices.items():
        form[name].choices = pairs
    return form
