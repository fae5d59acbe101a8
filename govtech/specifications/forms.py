"""The form in which a municipality fills a template's parameters; it is made from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.fields.core import UnboundField

from govtech.core import forms
from govtech.core.words import lazy as _l
from govtech.specifications.template_format import Parameter, ParameterType
from govtech.specifications.template_text import LONGEST_VALUE, parse_value

KEYBOARDS = {
    ParameterType.INTEGER: {"inputmode": "numeric", "autocomplete": "off"},
    ParameterType.DECIMAL: {"inputmode": "decimal", "autocomplete": "off"},
    ParameterType.DATE: {"autocomplete": "off"},
}
"""What a phone offers for each type of value; text comes with all keys."""


def parameter_form(parameters: Sequence[Parameter], typed: Mapping[str, str] | None = None) -> forms.Form:
    """A form with one field a parameter, holding the defaults or what was typed."""
    kind: Any = type("ParameterForm", (forms.Form,), {item.name: _field(item) for item in parameters})
    form: forms.Form = kind(
        formdata=MultiDict(typed) if typed else None,
        data={item.name: item.default for item in parameters},
        meta={"csrf": False},
    )
    return form


def _field(parameter: Parameter) -> UnboundField[Any]:
    label = f"{parameter.label}（{parameter.unit}）" if parameter.unit else parameter.label
    if parameter.type is ParameterType.CHOICE:
        pairs = forms.options(
            ((word, word) for word in parameter.choices), empty=_l("選ばない（空欄のまま残す）")
        )
        field: Any = forms.Choice(label, choices=pairs, help=parameter.help)
        return field  # type: ignore[no-any-return]
    check = forms.valid(lambda text: parse_value(parameter, text))
    line: Any = forms.Text(
        label,
        [forms.longest(LONGEST_VALUE), check],
        help=parameter.help,
        render_kw=KEYBOARDS.get(parameter.type),
    )
    return line  # type: ignore[no-any-return]
