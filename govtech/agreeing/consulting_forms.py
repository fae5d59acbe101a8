"""What people type about a consultation and who takes part."""

from __future__ import annotations

from govtech.core import forms
from govtech.core.words import lazy as _l
from govtech.drafting.forms import LONGEST_TEXT


class ConsultForm(forms.Form):
    """Until when municipalities are asked, and what is said to them."""

    until = forms.Moment(
        _l("照会の期限"),
        [forms.required(_l("期限を入力してください。")), forms.within_two_years],
        help=_l("日本時間。時刻を省くと、その日の終わり（23:59）です。"),
    )
    message = forms.Area(
        _l("市町村への連絡事項"),
        [forms.longest(LONGEST_TEXT)],
        help=_l("お知らせに添えます。例：第3章の夜間の対応を、特に確かめてください。"),
    )


class ExtendForm(forms.Form):
    """Another deadline, and why."""

    until = forms.Moment(
        _l("新しい期限"),
        [forms.required(_l("期限を入力してください。")), forms.within_two_years],
        help=_l(
            "日本時間。時刻を省くと、その日の終わり（23:59）です。早めるときは、3開庁日以上先にしてください。"
        ),
    )
    reason = forms.Area(
        _l("期限を変える理由"),
        [forms.longest(LONGEST_TEXT)],
        help=_l("お知らせに添えます。例：2市から、庁内の確認に1週間ほしいと連絡があったため。"),
    )


class WhyForm(forms.Form):
    """Why a municipality leaves, or a draft is given up."""

    why = forms.Area(
        _l("理由"),
        [forms.required(_l("理由を入力してください。")), forms.longest(LONGEST_TEXT)],
        help=_l("お知らせに添えます。例：今年度の予算を見送ったため。"),
    )


class RemoveForm(WhyForm):
    """A municipality that takes part no longer."""

    municipality = forms.Choice(_l("外す市町村"), [forms.required(_l("市町村を選んでください。"))])


class InviteForm(forms.Form):
    """Municipalities that take part from now on."""

    parties = forms.Choices(_l("加える市町村"), [forms.required(_l("市町村を選んでください。"))])
