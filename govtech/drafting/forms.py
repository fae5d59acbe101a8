"""What people type while drafting together."""

from __future__ import annotations

from typing import Any

from govtech.core import forms
from govtech.core.words import lazy as _l

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


class ChoiceClashForm(forms.Form):
    """The side that a person settles a clash with where the two cannot be one text."""

    text = forms.Choice(_l("残すもの"), choices=[])
    began_in = forms.Version()


def with_choices(form: Any, **choices: Any) -> Any:
    """The form with its open lists filled."""
    for name, pairs in choices.items():
        form[name].choices = pairs
    return form
