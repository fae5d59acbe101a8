"""What people choose among common items."""

from __future__ import annotations

from govtech.core import forms
from govtech.core.words import lazy as _l


class GatherForm(forms.Form):
    """Items of several specifications that begin a new draft."""

    title = forms.Text(
        _l("新しい下書きの件名"),
        [forms.required(_l("件名を入力してください。")), forms.longest(80)],
        help=_l("例：施設予約システムの共通要件（ひな形の案）"),
    )
    items = forms.Choices(_l("下書きに入れる要件"))
