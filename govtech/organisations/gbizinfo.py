"""A record of gBizINFO, the government's register of companies' public facts: what it says, checked.

Format: the JSON of https://info.gbiz.go.jp/ for one corporation, or the API's answer with a list of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from govtech.core import identifiers
from govtech.core.clock import today
from govtech.core.errors import Invalid
from govtech.core.text import clean, katakana
from govtech.core.words import gettext as _

MAX_BYTES = 10 * 1024 * 1024
MAX_YEN = 10**15
MAX_EMPLOYEES = 10_000_000
MAX_SUMMARY = 2000
EARLIEST_YEAR = 1000
LIST = "hojin-infos"
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
NOTHING = {"", "-", "－", "‐"}
"""What gBizINFO writes where it knows nothing."""
CLOSED = ("close_date", "close_cause")


@dataclass(frozen=True)
class Record:
    """One corporation: its number and name, the day of the record, and the facts that it states, by our names.

    `raw` is the part of the document that was read, to be read again when the person has chosen.
    """

    corporate_number: str
    name: str
    updated_on: date | None
    values: Mapping[str, Any]
    raw: Mapping[str, Any]


def documents(content: bytes) -> list[object]:
    """The records of a file; Invalid when it is too large or no JSON of gBizINFO."""
    if len(content) > MAX_BYTES:
        raise Invalid(_("ファイルが大きすぎます（%(n)sMBまで）。", n=MAX_BYTES // 1024**2))
    document = _parsed(content)
    if isinstance(document, dict) and LIST in document:
        document = document[LIST]
    found = document if isinstance(document, list) else [document]
    if not any(isinstance(one, dict) and "corporate_number" in one for one in found):
        raise Invalid(
            _("gBizINFOの法人情報ではありません。gBizINFOの法人のページから保存したJSONを選んでください。")
        )
    return found


def _parsed(content: bytes) -> Any:
    """The document; a key said twice, NaN and nesting without end are refused."""
    try:
        return json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_each_key_once, parse_constant=_no_number
        )
    except UnicodeDecodeError:
        raise Invalid(
            _("文字コードがUTF-8ではありません。保存し直さずに、そのままお使いください。")
        ) from None
    except (ValueError, RecursionError):
        raise Invalid(_("JSONとして読めません。")) from None


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Invalid(_("同じ項目が2度書かれています。どちらが正しいか分からないため、取り込みません。"))
    return found


def _no_number(text: str) -> Any:
    raise ValueError(text)


def read(raw: object) -> Record:
    """What a record says; Invalid with the reason when a part of it cannot be right."""
    if not isinstance(raw, dict):
        raise Invalid(_("法人の情報ではありません。"))
    number = identifiers.corporate_number(_line(40)(raw.get("corporate_number"), "corporate_number") or "")
    if _line(40)(raw.get("status"), "status") == "閉鎖" or any(_stated(raw.get(key)) for key in CLOSED):
        raise Invalid(_("登記が閉鎖された法人（%(number)s）の情報です。", number=number))
    values = {
        ours: value
        for theirs, (ours, parse) in FIELDS.items()
        if _stated(raw.get(theirs)) and (value := parse(raw[theirs], theirs)) is not None
    }
    if position := _line(60)(raw.get("representative_position"), "representative_position"):
        person = values.get("representative", "")
        if person and not person.startswith(position):
            values["representative"] = f"{position} {person}"[:120]
    updated = _day(raw.get("update_date"), "update_date") if _stated(raw.get("update_date")) else None
    kept = {key: raw[key] for key in KEPT if key in raw}
    return Record(number, values.pop("name", ""), updated, values, kept)


def _stated(value: object) -> bool:
    return value is not None and not (isinstance(value, str) and value.strip() in NOTHING)


def _line(limit: int) -> Callable[[object, str], str | None]:
    def parse(value: object, key: str) -> str | None:
        if not _stated(value):
            return None
        if not isinstance(value, str):
            raise Invalid(_("「%(key)s」が文字ではありません。", key=key))
        text = " ".join(clean(value[: limit * 4]).split())
        if len(value) > limit * 4 or len(text) > limit:
            raise Invalid(_("「%(key)s」が%(limit)s文字を超えています。", key=key, limit=limit))
        return text

    return parse


def _checked(check: Callable[[str], str], limit: int) -> Callable[[object, str], str | None]:
    def parse(value: object, key: str) -> str | None:
        text = _line(limit)(value, key)
        try:
            return check(text) if text else None
        except Invalid as error:
            raise Invalid(_("「%(key)s」：%(reason)s", key=key, reason=error.message)) from None

    return parse


def _whole(highest: int) -> Callable[[object, str], int]:
    """A whole number, as a number or in plain digits."""

    def parse(value: object, key: str) -> int:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value.strip()):
            value = int(value)
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else -1
        if not 0 <= number <= highest or number != int(number):
            raise Invalid(_("「%(key)s」の値「%(value)s」を読めません。", key=key, value=_shown(value)))
        return int(number)

    return parse


def _day(value: object, key: str) -> date:
    """A day in Japan's calendar from 1947-11-20 or 2018-07-18T00:00:00+09:00; none that is still to come."""
    unreadable = Invalid(_("「%(key)s」の日付「%(value)s」を読めません。", key=key, value=_shown(value)))
    written = DAY.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise unreadable
    try:
        datetime.fromisoformat(written[0])
        found = date.fromisoformat(written[1])
    except ValueError:
        raise unreadable from None
    if found.year < EARLIEST_YEAR:
        raise unreadable
    if found > today():
        raise Invalid(_("「%(key)s」が先の日付（%(value)s）です。", key=key, value=written[1]))
    return found


def _shown(value: object) -> str:
    """A value of the file in a message: short and without controls."""
    return clean(str(value)[:200]).replace("\n", " ")[:60]


FIELDS: dict[str, tuple[str, Callable[[object, str], Any]]] = {
    "name": ("name", _line(120)),
    "kana": ("kana", _checked(katakana, 160)),
    "postal_code": ("postal_code", _checked(identifiers.postal_code, 20)),
    "location": ("address", _line(200)),
    "representative_name": ("representative", _line(120)),
    "date_of_establishment": ("founded_on", _day),
    "capital_stock": ("capital_yen", _whole(MAX_YEN)),
    "employee_number": ("employees", _whole(MAX_EMPLOYEES)),
    "company_url": ("website", _checked(identifiers.web_address, 200)),
    "business_summary": ("description", _line(MAX_SUMMARY)),
}
"""gBizINFO's names, ours, and how the value is read."""
KEPT = ("corporate_number", "status", *CLOSED, "representative_position", "update_date", *FIELDS)
