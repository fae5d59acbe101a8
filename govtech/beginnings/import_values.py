"""The table of values at the end of an imported document, as parameters again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from govtech.beginnings.import_grid import flat, in_line
from govtech.core.clock import ERAS
from govtech.core.errors import Invalid
from govtech.documents.blocks import Table, plain
from govtech.documents.markdown import spread
from govtech.drafting.content import Plain
from govtech.specifications.template_format import Parameter, ParameterType
from govtech.specifications.template_text import parse_value

VALUE_HEADS = ("項目", "値")
VALUES_TITLE = "この仕様書で定めた値"
"""How the chapter is called in which our own files list them."""
_LONGEST_LABEL, _LONGEST_UNIT, _LONGEST_VALUE = 60, 20, 200
_NUMBER = re.compile(r"([0-9][0-9,]*)(\.[0-9]+)?([^0-9.,]*)")
_ERA_DAY = re.compile(r"(\D{2})(元|\d{1,2})年(\d{1,2})月(\d{1,2})日")
_OPEN_VALUE = re.compile(r"【(.+)】(.*)")


def is_values(table: Table) -> bool:
    """Whether a table lists values, 項目 and 値, each with a name of its own and none longer than a value can be."""
    rows = spread(table)
    if len(rows) < 2 or tuple(flat(plain(cell.runs)) for cell in rows[0]) != VALUE_HEADS:  # noqa: PLR2004
        return False
    labels = [in_line(row[0].runs) for row in rows[1:]]
    noted = any(run.note for row in rows for cell in row for run in cell.runs)
    short = all(len(in_line(row[1].runs)) <= _LONGEST_VALUE for row in rows[1:])
    return short and not noted and len(set(labels)) == len(labels) and max(map(len, labels)) <= _LONGEST_LABEL


def values_of(table: Table, known: Mapping[str, Parameter]) -> list[Plain]:
    """The rows of a table of values as parameters; `known` by label give name, type, unit and help back."""
    made: list[Plain] = []
    for number, (label, cell) in enumerate((row[0], row[1]) for row in spread(table)[1:]):
        title, text = in_line(label.runs)[:_LONGEST_LABEL], in_line(cell.runs)
        if not title:
            continue
        like = known.get(title)
        parameter = like or Parameter(f"value_{number + 1}", title, *_guessed(text, title))
        if any(one["name"] == parameter.name for one in made):
            continue
        made.append(
            {
                "name": parameter.name,
                "label": title,
                "type": parameter.type.value,
                "unit": parameter.unit,
                "value": _value(parameter, text),
                "help": parameter.help,
                "choices": list(parameter.choices),
            }
        )
    return made


def _guessed(text: str, label: str) -> tuple[ParameterType, str]:
    """Type and unit by the look of a value: 12,000件, 99.5%, 令和9年4月1日."""
    if open_ := _OPEN_VALUE.fullmatch(text):
        return ParameterType.TEXT, open_[2] if open_[1] == label and len(open_[2]) <= _LONGEST_UNIT else ""
    if day_of(text):
        return ParameterType.DATE, ""
    if (number := _NUMBER.fullmatch(text)) and len(number[3]) <= _LONGEST_UNIT:
        return ParameterType.DECIMAL if number[2] else ParameterType.INTEGER, number[3]
    return ParameterType.TEXT, ""


def _value(parameter: Parameter, text: str) -> str:
    """The value in its plain form; as it stands when it cannot be read as its type."""
    if text in {"", f"【{parameter.label}】{parameter.unit}"}:
        return ""
    if parameter.type is ParameterType.DATE:
        return day_of(text) or text[:_LONGEST_VALUE]
    value = text.removesuffix(parameter.unit) if parameter.unit else text
    try:
        return parse_value(parameter, value)
    except Invalid:
        return value[:_LONGEST_VALUE]


def day_of(text: str) -> str | None:
    """令和9年4月1日 as 2027-04-01; None when it is no such day."""
    match = _ERA_DAY.fullmatch(unicodedata.normalize("NFKC", text))
    began = next((start for start, name in ERAS if match and name == match[1]), None)
    if match is None or began is None:
        return None
    year = began.year + (1 if match[2] == "元" else int(match[2])) - 1
    try:
        return date(year, int(match[3]), int(match[4])).isoformat()
    except ValueError:
        return None
