"""What people type when a draft is opened to outsiders, remarked on and answered."""

from __future__ import annotations

from govtech.core import forms
from govtech.core.words import lazy as _l
from govtech.soundings.models import AUDIENCE_LABELS, KIND_LABELS, OUTCOME_LABELS

NOTE_LIMIT = 2_000
TEXT_LIMIT = 2_000
WHY_LIMIT = 400
UNTIL_HELP = _l("日本時間。時刻を省くと、その日の終わり（23:59）です。")
NO_DEADLINE = _l("期限を入力してください。")
CHECKS = (forms.required(NO_DEADLINE), forms.within_two_years)


class OpenForm(forms.Form):
    """To whom a draft is shown, until when, and what is asked."""

    audience = forms.Choice(
        _l("誰に見せるか"),
        [forms.required(_l("誰に見せるかを選んでください。"))],
        choices=forms.options(AUDIENCE_LABELS.items()),
        radio=True,
        help=_l(
            "「誰でも読める」は、サインインしていない人も読めます。意見を出せるのは、どちらも事務局が確認した団体だけです。"
        ),
    )
    until = forms.Moment(_l("意見の期限"), CHECKS, help=UNTIL_HELP)
    note = forms.Area(
        _l("尋ねたいこと"),
        [forms.longest(NOTE_LIMIT)],
        help=_l("例：第6章の応答時間の目標値を満たせるか、満たすと費用がどれほど変わるかを教えてください。"),
    )


class ExtendForm(forms.Form):
    """Another deadline."""

    until = forms.Moment(
        _l("新しい期限"),
        CHECKS,
        help=_l(
            "日本時間。時刻を省くと、その日の終わり（23:59）です。早めるときは、3開庁日以上先にしてください。"
        ),
    )


class WithdrawForm(forms.Form):
    """Why it is called off."""

    why = forms.Area(
        _l("取りやめる理由"),
        [forms.required(_l("理由を入力してください。")), forms.longest(WHY_LIMIT)],
        help=_l("意見を出した団体に伝えます。例：対象の業務を見直すため"),
    )


class RemarkForm(forms.Form):
    """A remark on a place of the text."""

    place = forms.Choice(
        _l("どこへの意見か"), [forms.required(_l("意見を出す場所を、一覧から選んでください。"))]
    )
    kind = forms.Choice(
        _l("意見の種類"),
        [forms.required(_l("意見の種類を選んでください。"))],
        choices=forms.options(KIND_LABELS.items()),
        radio=True,
    )
    text = forms.Area(
        _l("意見"),
        [forms.required(_l("意見を入力してください。")), forms.longest(TEXT_LIMIT)],
        help=_l(
            "1つの意見に1つのことを書いてください。団体名や製品名を書かないと、早く公開できます。"
            "例：夜間の1時間以内の駆け付けは、月額の保守費用をおよそ2倍にします。翌営業日なら不要です。"
        ),
    )
    wanted = forms.Area(
        _l("希望する文案"),
        [forms.longest(TEXT_LIMIT)],
        help=_l("例：障害の連絡を受けてから、翌営業日の正午までに対応を始めること。"),
    )
    version = forms.Version()


class ReplyForm(forms.Form):
    """What becomes of remarks, and the answer."""

    outcome = forms.Choice(
        _l("意見の扱い"),
        [forms.required(_l("意見の扱いを選んでください。"))],
        choices=forms.options(OUTCOME_LABELS.items()),
        radio=True,
    )
    answer = forms.Area(
        _l("回答"),
        [forms.required(_l("回答を入力してください。")), forms.longest(TEXT_LIMIT)],
        help=_l("例：ご意見のとおり、目標値を翌営業日に改めます。"),
    )
    version = forms.Version()


class CorrectionForm(ReplyForm):
    """A published answer as it should have been."""

    why = forms.Area(
        _l("訂正・追記の理由"),
        [forms.required(_l("理由を入力してください。")), forms.longest(WHY_LIMIT)],
        help=_l("訂正前の回答、日付とともに公開します。例：目標値の数字に誤りがあったため"),
    )


class WordingForm(forms.Form):
    """A remark as everybody will read it."""

    public_text = forms.Area(
        _l("公開する意見の文"),
        [forms.required(_l("公開する文を入力してください。")), forms.longest(TEXT_LIMIT)],
        help=_l("意見を出した団体が分かる言葉だけを言い換え、意味は変えないでください。元の文は残ります。"),
    )
    public_wanted = forms.Area(_l("公開する文案"), [forms.longest(TEXT_LIMIT)])
