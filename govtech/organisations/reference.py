"""The organisations that are always here: the municipalities of Osaka and the secretariat."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.core.db import insert_ignoring, session
from govtech.core.journal import record_all
from govtech.core.policy import SYSTEM, OrganisationKind
from govtech.core.words import Text
from govtech.core.words import lazy as _l
from govtech.organisations.local_governments import PREFECTURE
from govtech.organisations.models import LocalGovernment, Organisation, Status, search_text

TABLE = Path(__file__).with_name("osaka43.csv")
PREFECTURE_NAME = "大阪府"
SECRETARIAT_ID = "secretariat"
SECRETARIAT_NAME = "GovTech Front Osaka 事務局（大阪府）"
SECRETARIAT_KANA = "ガブテックフロントオオサカジムキョク"
DISTRICT_LABELS: dict[str, Text] = {
    "大阪市": _l("大阪市地域"),
    "三島": _l("三島地域"),
    "豊能": _l("豊能地域"),
    "北河内": _l("北河内地域"),
    "中河内": _l("中河内地域"),
    "南河内": _l("南河内地域"),
    "泉北": _l("泉北地域"),
    "泉南": _l("泉南地域"),
}
NUMBERS = {"population": int, "households": int, "area_km2": float, "latitude": float, "longitude": float}


@cache
def _table() -> tuple[dict[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(line for line in file if not line.startswith("#")))


def osaka() -> list[dict[str, Any]]:
    """Osaka prefecture and its 43 municipalities as rows of `local_government`."""
    return [_typed(row) for row in _table()]


def districts() -> dict[str, tuple[str, ...]]:
    """The prefecture's districts and the codes of their municipalities."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _table():
        if row["district"]:
            found[row["district"]] = (*found.get(row["district"], ()), row["code"])
    return found


def _typed(row: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {key: value or None for key, value in row.items() if key != "district"}
    for name, kind in NUMBERS.items():
        values[name] = kind(row[name]) if row[name] else None
    return {**values, "prefecture_code": row["code"][:2], "prefecture": PREFECTURE_NAME}


def load() -> None:
    """Put in what is missing. What is there already stays: its people may have changed it."""
    facts = osaka()
    insert_ignoring(LocalGovernment, facts)
    organisations = [_secretariat(), *(_municipality(row) for row in facts if row["kind"] != PREFECTURE)]
    held = set(session.scalars(sa.select(Organisation.id)))
    missing = [row for row in organisations if row["id"] not in held]
    insert_ignoring(Organisation, missing)
    record_all(SYSTEM, "organisation.loaded", Organisation, [(row["id"], {}) for row in missing])


def _municipality(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": facts["code"],
        "kind": OrganisationKind.MUNICIPALITY,
        "name": facts["name"],
        "kana": facts["kana"],
        "status": Status.VERIFIED,
        "corporate_number": facts["corporate_number"],
        "government_code": facts["code"],
        "website": facts["website"] or "",
        "search_text": search_text(facts["name"], facts["kana"]),
        "version": 1,
    }


def _secretariat() -> dict[str, Any]:
    return {
        "id": SECRETARIAT_ID,
        "kind": OrganisationKind.SECRETARIAT,
        "name": SECRETARIAT_NAME,
        "kana": SECRETARIAT_KANA,
        "status": Status.VERIFIED,
        "corporate_number": None,
        "government_code": None,
        "website": "",
        "search_text": search_text(SECRETARIAT_NAME, SECRETARIAT_KANA),
        "version": 1,
    }
