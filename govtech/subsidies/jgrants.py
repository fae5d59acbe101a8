"""The jGrants exchange format, list and detail, version 1 and 2: what its records say, checked.

Format: https://developers.digital.go.jp/documents/jgrants/api/
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from govtech.core.errors import Invalid
from govtech.core.text import clean
from govtech.core.words import gettext as _
from govtech.subsidies.areas import AREAS
from govtech.subsidies.models import EARLIEST, LATEST

SEPARATOR = re.compile(r"\s+/\s+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
MAX_TEXT = 200_000
MAX_CEILING = 10**16
DOCUMENTS = ("application_guidelines", "outline_of_grant", "application_form")


@dataclass(frozen=True)
class WindowData:
    """A reception window of a subsidy; `source_id` is "" for the one without a number of its own."""

    source_id: str = ""
    round: str = ""
    area_note: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    project_deadline: datetime | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """A subsidy as one document tells it: only what it states, so that a list does not undo a detail.

    `windows` are the stated fields of `WindowData`: several with `source_id` (v2), or one without.
    """

    source_id: str
    values: Mapping[str, Any]
    windows: tuple[Mapping[str, Any], ...] = ()


def documents(content: bytes) -> list[object]:
    """The records of a file; Invalid when it is no list or detail answer of jGrants."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise Invalid(_("JSONとして読めません。")) from None
    if isinstance(document, dict) and "errorCode" in document:
        code, title = (shown(document.get(key)) for key in ("errorCode", "title"))
        raise Invalid(
            _("jGrantsのエラー応答です（%(code)s %(title)s）。取得し直してください。", code=code, title=title)
        )
    records = document.get("result") if isinstance(document, dict) else None
    if not isinstance(records, list):
        raise Invalid(_("jGrantsの応答にある「result」の一覧がありません。"))
    return records


def shown(value: object) -> str:
    """A value of a file in a message: short and without controls."""
    return clean(str(value)).replace("\n", " ")[:60]


def read(raw: object) -> Record:
    """What a record says; Invalid with the reason when a part of it cannot be right."""
    if not isinstance(raw, dict):
        raise Invalid(_("補助金の情報ではありません。"))
    source_id = _line(40)(raw.get("id"), "id")
    if not source_id:
        raise Invalid(_("「%(key)s」がありません。", key="id"))
    stated = [(theirs, *field) for theirs, field in FIELDS.items() if raw.get(theirs) is not None]
    values = {ours: parse(raw[theirs], theirs) for theirs, ours, parse in stated}
    if not values.get("title"):
        raise Invalid(_("「%(key)s」がありません。", key="title"))
    if any(key in raw for key in DOCUMENTS):
        values["documents"] = [name for key in DOCUMENTS for name in _document_names(raw.get(key), key)]
    workflow = raw.get("workflow")
    if workflow is None:
        return Record(source_id, values, tuple(filter(None, [_window(raw)])))
    if not isinstance(workflow, list) or not all(isinstance(part, dict) for part in workflow):
        raise Invalid(_("「%(key)s」が一覧ではありません。", key="workflow"))
    windows = tuple(
        {**_window(part), "source_id": _line(40)(part.get("id"), "workflow.id")} for part in workflow
    )
    numbers = {window["source_id"] for window in windows}
    if "" in numbers or len(numbers) < len(windows):
        raise Invalid(_("「%(key)s」の番号がないか、重なっています。", key="workflow"))
    return Record(source_id, values, windows)


def moment(value: object, key: str = "") -> datetime | None:
    """A moment in UTC from 2026-01-13T05:00:00.000Z or 2025-10-01T15:00Z; None when it is not stated.

    A moment without zone is refused: read as either UTC or Japan time it could shift a deadline by a day.
    """
    if value is None or value == "":
        return None
    unreadable = Invalid(_("「%(key)s」の日時「%(value)s」を読めません。", key=key, value=shown(value)))
    try:
        written = isinstance(value, str) and MOMENT.fullmatch(value)
        found = datetime.fromisoformat(written[0]).astimezone(UTC) if written else LATEST
        if EARLIEST < found < LATEST:
            return found
    except (ValueError, OverflowError):
        raise unreadable from None
    raise unreadable


def _window(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `WindowData` that a record or a part of its workflow states."""
    stated = [(theirs, *field) for theirs, field in WINDOW_FIELDS.items() if raw.get(theirs) is not None]
    window = {ours: parse(raw[theirs], theirs) for theirs, ours, parse in stated}
    opens, closes = window.get("opens_at"), window.get("closes_at")
    if opens and closes and closes < opens:
        raise Invalid(_("受付締切が受付開始より前になっています。"))
    return window


def _areas(value: object, key: str) -> tuple[str, ...]:
    areas = _parts(value, key)
    unknown = [area for area in areas if area not in AREAS]
    if unknown:
        raise Invalid(_("「%(value)s」は対象地域の名前ではありません。", value=shown(unknown[0])))
    return tuple(areas)


def _line(limit: int) -> Callable[[object, str], str]:
    def parse(value: object, key: str) -> str:
        text = " ".join(_text(value, key).split("\n"))
        if len(text) > limit:
            raise Invalid(_("「%(key)s」が%(limit)s文字を超えています。", key=key, limit=limit))
        return text

    return parse


def _text(value: object, key: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(_("「%(key)s」が文字ではありません。", key=key))
    if len(value) > MAX_TEXT:
        raise Invalid(_("「%(key)s」が%(limit)s文字を超えています。", key=key, limit=MAX_TEXT))
    return clean(value).strip()


def _parts(value: object, key: str) -> list[str]:
    """The values that jGrants joins by " / ", each once."""
    return list(dict.fromkeys(part for part in SEPARATOR.split(_text(value, key)) if part))


def _ceiling(value: object, key: str) -> int | None:
    """Whole yen; null and 0 both say that no ceiling is stated."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:  # noqa: PLR2004
        value = int(value)
    if value is None or value == "":
        return None
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else -1
    if not 0 <= number <= MAX_CEILING or number != int(number):
        raise Invalid(_("「%(key)s」の金額「%(value)s」を読めません。", key=key, value=shown(value)))
    return int(number) or None


def _presence(value: object, key: str) -> bool | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in {"有", "無"}:
        raise Invalid(_("「%(key)s」は「有」か「無」です。", key=key))
    return value == "有"


def _flag(value: object, key: str) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise Invalid(_("「%(key)s」はtrueかfalseです。", key=key))
    return value


def _address(value: object, key: str) -> str:
    text = _line(500)(value, key)
    if text and not re.fullmatch(r"https?://[^\s\"<>\\]+", text):
        raise Invalid(_("「%(key)s」がウェブのアドレスではありません。", key=key))
    return text


def _document_names(value: object, key: str) -> list[str]:
    """Names of attached documents; their contents stay at the source."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Invalid(_("「%(key)s」が一覧ではありません。", key=key))
    return [name for item in value if (name := _line(255)(item.get("name"), key))]


FIELDS: dict[str, tuple[str, Callable[[object, str], Any]]] = {
    "name": ("number", _line(40)),
    "title": ("title", _line(255)),
    "subsidy_catch_phrase": ("catch_phrase", _line(500)),
    "institution_name": ("scheme", _line(255)),
    "detail": ("body", _text),
    "subsidy_rate": ("rate", _line(255)),
    "subsidy_max_limit": ("ceiling", _ceiling),
    "target_number_of_employees": ("employees", _line(100)),
    "industry": ("industries", _parts),
    "use_purpose": ("purposes", _parts),
    "granttype": ("grant_type", _line(100)),
    "request_reception_presence": ("online", _presence),
    "is_enable_multiple_request": ("repeatable", _flag),
    "front_subsidy_detail_page_url": ("url", _address),
}
"""jGrants' names, ours, and how the value is read. `institution_name` names the scheme, not the giver."""
WINDOW_FIELDS: dict[str, tuple[str, Callable[[object, str], Any]]] = {
    "fiscal_year_round": ("round", _line(100)),
    "target_area_detail": ("area_note", _text),
    "target_area_search": ("areas", _areas),
    "acceptance_start_datetime": ("opens_at", moment),
    "acceptance_end_datetime": ("closes_at", moment),
    "project_end_deadline": ("project_deadline", moment),
}
"""The same for what v1 says of the subsidy and v2 of each part of its workflow."""
