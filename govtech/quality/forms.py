"""An entry of the list that specifications are checked by, as somebody types it."""

from __future__ import annotations

from govtech.core import forms
from govtech.core.words import lazy as _l


class RuleForm(forms.Form):
    """Word, where it is fine, why it is bad, what to write instead."""

    word = forms.Text(
        _l("言葉"),
        [forms.required(_l("言葉を入力してください。")), forms.longest(40)],
        help=_l("この言葉が要件の文にあると指摘します。例：速やかに"),
    )
    phrases = forms.Area(
        _l("指摘しない言い方・ほかの題名"),
        [forms.longest(4000)],
        help=_l(
            "1行に一つ。言葉を含んでいても問題のない言い方（例：迅速化）を書きます。章のときは、同じ章とみなす題名の言葉を書きます。"
        ),
    )
    why = forms.Area(
        _l("なぜよくないか"),
        [forms.longest(300)],
        help=_l("指摘とともに表示します。例：何日までに終わればよいかが分かりません。"),
    )
    instead = forms.Area(
        _l("代わりにどう書くか"),
        [forms.longest(300)],
        help=_l("例：起点と期限を書きます（検知から60分以内に）。"),
    )
    active = forms.Check(_l("点検に使う"), help=_l("外すと、一覧には残りますが指摘しません。"))
    sure = forms.Check(
        _l("多く当たっても使う"),
        help=_l("ひな形の多くの箇所に当たる言葉を、それでも点検に使うときに選びます。"),
    )
    version = forms.Version()
