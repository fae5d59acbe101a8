"""What people type about the positions of municipalities."""

from __future__ import annotations

from govtech.agreeing.position_models import STANCE_LABELS
from govtech.core import forms
from govtech.core.words import lazy as _l
from govtech.drafting.forms import LONGEST_TEXT


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
