"""The form that says why a need is hidden."""

from __future__ import annotations

from typing import Any

from govtech.core.forms import Choice, Form, Text, longest, required
from govtech.core.words import lazy as _l
from govtech.matching.models import HIDE_EFFECTS, HIDE_LABELS


class HideForm(Form):
    """Why a need does not belong among the suggestions; each reason says what it does."""

    reason = Choice(_l("表示しない理由"), [required(_l("理由を選んでください。"))], radio=True)
    note = Text(
        _l("補足"),
        [longest(200)],
        help=_l("「そのほか」のときは書いてください。自団体だけが読めます。例：昨年同じ内容で提案した"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(key, f"{label} — {HIDE_EFFECTS[key]}") for key, label in HIDE_LABELS.items()]
