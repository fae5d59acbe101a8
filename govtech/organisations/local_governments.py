"""The list of local governments: read from CSV, checked row by row, kept as facts."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.errors import Invalid
from govtech.core.identifiers import corporate_number, local_government_code
from govtech.core.importing import Report
from govtech.core.policy import Actor, authorise
from govtech.core.text import clean, digits
from govtech.core.words import gettext as _
from govtech.organisations.models import LocalGovernment

PREFECTURE = "都道府県"
COLUMNS = {
    "name": ("name",),
    "kind": ("type", "kind"),
    "kana": ("name_kana", "kana"),
    "prefecture": ("prefecture",),
    "corporate_number": ("houjin_bangou", "corporate_number"),
    "population": ("population_2020_prelim", "population_2015", "population"),
    "households": ("households_2015", "households"),
    "area_km2": ("area_km2_2015", "area_km2"),
    "latitude": ("lat", "latitude"),
    "longitude": ("lng", "longitude"),
    "website": ("url", "website"),
}
"""Our columns, and the names they have in the public list (the first filled one counts)."""
REQUIRED = ("code", "name", "prefecture")
LONGEST = {"name": 40, "kind": 20, "kana": 80, "prefecture": 10, "website": 200}
RANGES = {
    "population": (0, 20_000_000),
    "households": (0, 20_000_000),
    "area_km2": (0, 100_000),
    "latitude": (20, 46),
    "longitude": (122, 154),
}


def import_local_governments(actor: Actor, text: str) -> Report:
    """Take the rows of a CSV text with a heading line; Invalid when it has not the columns.

    Repeatable: what is there already and differs is changed, and nothing is removed.
    """
    authorise(actor, "local_government:import")
    known = {
        row.code: row._asdict() for row in session.execute(sa.select(*LocalGovernment.__table__.columns))
    }
    report = Report()
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, row in _rows(text):
        try:
            values = _checked(row, seen)
        except Invalid as error:
            report.refuse(_("%(n)s行目", n=number), error.message)
            continue
        code = values["code"]
        seen.add(code)
        given = {
            key: value for key, value in values.items() if value is not None
        }  # an empty cell says nothing
        if code not in known:
            new.append(values)
        elif any(known[code][key] != value for key, value in given.items()):
            changed.append(known[code] | given)
        else:
            report.unchanged += 1
    if new:
        session.execute(sa.insert(LocalGovernment), new)
    if changed:
        session.execute(sa.update(LocalGovernment), changed)
    report.new, report.changed = len(new), len(changed)
    return report


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Row number as a spreadsheet counts, and the row; Invalid when the columns are missing."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="", strict=True)
    try:
        names = {clean(name).strip("\ufeff ") for name in reader.fieldnames or ()}
        missing = [name for name in REQUIRED if name not in names]
        if missing:
            raise Invalid(_("見出しの行に次の列がありません：%(names)s", names="、".join(missing)))
        for row in reader:
            yield (
                reader.line_num,
                {
                    clean(key).strip("\ufeff "): clean(value).strip()
                    for key, value in row.items()
                    if isinstance(key, str)
                },
            )
    except csv.Error as error:
        raise Invalid(_("CSVとして読めません：%(reason)s", reason=str(error))) from None


def _checked(row: Mapping[str, str], seen: set[str]) -> dict[str, Any]:
    """The values of a row for the table; Invalid with the reason."""
    code = local_government_code(row["code"])
    if code in seen:
        raise Invalid(_("コード%(code)sは、前の行にもあります。", code=code))
    values: dict[str, Any] = {"code": code, "prefecture_code": code[:2]}
    for ours, theirs in COLUMNS.items():
        values[ours] = next((row[name] for name in theirs if row.get(name)), "")
    for name in ("name", "prefecture", "kind", "kana"):
        if not values[name]:
            raise Invalid(_("「%(column)s」が空です。", column=COLUMNS[name][0]))
    for name, limit in LONGEST.items():
        if len(values[name]) > limit:
            raise Invalid(
                _("「%(column)s」が%(limit)s文字を超えています。", column=COLUMNS[name][0], limit=limit)
            )
    for name, (low, high) in RANGES.items():
        values[name] = _number(values[name], COLUMNS[name][0], low, high)
    for name in ("population", "households"):
        values[name] = None if values[name] is None else int(values[name])
    values["corporate_number"] = _corporate_number(values["corporate_number"], code)
    values["website"] = _website(values["website"])
    return values


def _number(text: str, column: str, low: float, high: float) -> float | None:
    if not text:
        return None
    try:
        number = float(digits(text))
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        raise Invalid(_("「%(column)s」の値%(value)sは使えません。", column=column, value=text))
    return number


def _corporate_number(text: str, code: str) -> str | None:
    """A local government's corporate number is a check digit, 000020 and its code."""
    if not text:
        return None
    number = corporate_number(text)
    if number[1:] != "000020" + code:
        raise Invalid(
            _("法人番号%(number)sは、コード%(code)sの団体のものではありません。", number=number, code=code)
        )
    return number


def _website(text: str) -> str | None:
    if text and not text.startswith(("https://", "http://")):
        raise Invalid(_("ウェブサイトのアドレスは、https://またはhttp://で始めてください。"))
    return text or None
