"""The form in which people say what becomes of each change of a template; it is made from the changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from govtech.core import forms
from govtech.core.words import Text
from govtech.core.words import lazy as _l
from govtech.drafting.models import Thing
from govtech.renewing.evolving import Choice
from govtech.renewing.template_changes import Offered

CHOICE_LABELS: Mapping[Choice, Text] = {
    Choice.TAKE: _l("取り込む"),
    Choice.DECLINE: _l("取り込まない（次からは示さない）"),
    Choice.LATER: _l("あとで決める"),
}


def name_of(change: Offered) -> str:
    """What the field of a change is called."""
    return f"{change.thing}-{change.key}"


def update_form(changes: Sequence[Offered], version: str, began_in: int) -> forms.Form:
    """A form with one choice a change; nothing happens to what is left as it is."""
    fields: dict[str, Any] = {name_of(change): _choice(change) for change in changes}
    fields |= {"version": forms.Text(""), "began_in": forms.Version()}
    kind: Any = type("UpdateForm", (forms.Form,), fields)
    later = {name_of(change): Choice.LATER for change in changes}
    form: forms.Form = kind(data={"version": version, "began_in": began_in} | later)
    return form


def _choice(change: Offered) -> Any:
    return forms.Choice(
        _l("%(key)sをどうするか", key=change.key), choices=forms.options(CHOICE_LABELS.items()), radio=True
    )


def choices_of(form: Any, changes: Sequence[Offered]) -> dict[tuple[Thing, str], Choice]:
    """What was chosen, by thing."""
    known = set(Choice)
    return {
        change.place: Choice(form[name_of(change)].data)
        for change in changes
        if form[name_of(change)].data in known
    }
