"""What people type on the page of the check: why a finding stays, and that the text is fixed all the same."""

from __future__ import annotations

from wtforms import HiddenField

from govtech.core import forms
from govtech.core.words import lazy as _l


class ExplainForm(forms.Form):
    """Why a finding stays as it is."""

    key = HiddenField()
    why = forms.Area(
        _l("このままでよい理由"),
        [forms.required(_l("理由を入力してください。")), forms.longest(400)],
        help=_l("例：既にある端末の名で、ほかの端末を求めるものではないため。"),
    )


class FreezeForm(forms.Form):
    """Fixing a text: `seen` is the hash of the warnings that were shown, `content` that of the text."""

    seen = HiddenField()
    content = HiddenField()
    agreed = forms.Check(_l("残る警告を承知のうえで確定する"))
