"""What people type about the positions of municipalities."""

from __future__ import annotations

from govtech.agreeing.position_models import STANCE_LABELS
from govtech.agreeing.position_statements import LONGEST
from govtech.core import forms
from govtech.core.words import lazy as _l


class PositionForm(forms.Form):
    """One municipality's stance on one item, with the text and the position that the writer looked at."""

    stance = forms.Choice(
        _l("自団体の立場"),
        [forms.required(_l("立場を選んでください。"))],
        choices=forms.options(STANCE_LABELS.items()),
        radio=True,
    )
    wording = forms.Area(
        _l("希望する文案・別紙の文"),
        [forms.longest(LONGEST)],
        help=_l("「修正希望」と「団体固有」では必ず書きます。"),
    )
    reason = forms.Area(_l("理由"), [forms.longest(LONGEST)])
    revision = forms.Version()
    version = forms.Version()


class AnswerForm(forms.Form):
    """The lead's answer to an objection, with the version of the position that the lead read."""

    answer = forms.Area(_l("回答"), [forms.required(_l("回答を入力してください。")), forms.longest(LONGEST)])
    version = forms.Version()
