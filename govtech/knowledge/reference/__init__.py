"""The reference data as facts in files, put into the tables where it is missing."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.core.db import Base, insert_ignoring, session
from govtech.core.journal import record_all
from govtech.core.policy import SYSTEM
from govtech.core.words import use_locale
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus
from govtech.knowledge.reference_models import (
    FOUNDING_DOCUMENT,
    Barrier,
    FreeService,
    Initiative,
    Level,
    OneStopService,
    Sector,
    Technology,
    free_service_initiative,
)
from govtech.organisations.models import LocalGovernment

FOLDER = Path(__file__).parent
Row = dict[str, Any]


def load() -> None:
    """Put in what is missing. What is there already stays: a coordinator may have changed it."""
    _add(
        Initiative,
        "number",
        [_numbers(row, "number", "year_from", "generation") for row in rows("initiatives")],
    )
    _add(
        Technology,
        "id",
        [_placed("te", n, row, "year_from", "generation") for n, row in _counted("technologies")],
    )
    _add(OneStopService, "id", [_one_stop(n, row) for n, row in _counted("one_stop_services")])
    _add(Barrier, "id", [_barrier(n, row) for n, row in _counted("barriers")])
    _load_free_services()
    _load_adoption()


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table in this folder; lines that begin with # name the source."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def free_services() -> list[Row]:
    """The free services as written in the file."""
    facts: list[Row] = tomllib.loads((FOLDER / "free_services.toml").read_text(encoding="utf-8"))["service"]
    return facts


def _add(table: type[Base], key: str, facts: list[Row]) -> list[Row]:
    """Insert rows whose key is not there yet; the rows that were."""
    held = set(session.scalars(sa.select(getattr(table, key))))
    missing = [row for row in facts if row[key] not in held]
    insert_ignoring(table, missing)
    return missing


def _numbers(row: dict[str, str], *names: str) -> Row:
    return {**row, **{name: int(row[name]) for name in names}, "version": 1}


def _counted(name: str) -> Iterable[tuple[int, dict[str, str]]]:
    return enumerate(rows(name), 1)


def _placed(prefix: str, position: int, row: dict[str, str], *names: str) -> Row:
    """The row with a fixed id, so that one which was renamed here is not put in again."""
    return _numbers(row, *names) | {"id": f"{prefix}-{position:02}", "position": position}


def _one_stop(position: int, row: dict[str, str]) -> Row:
    return _placed("os", position, row) | {"sector": Sector(row["sector"]), "level": Level(row["level"])}


def _barrier(position: int, row: dict[str, str]) -> Row:
    values = _placed("ba", position, row, "municipalities")
    values.pop("version")
    return values


def _load_free_services() -> None:
    facts = free_services()
    links = {row["id"]: row.pop("initiatives") for row in facts}
    missing = _add(FreeService, "id", [{**row, "version": 1} for row in facts])
    pairs = [
        {"free_service_id": row["id"], "initiative_number": number}
        for row in missing
        for number in links[row["id"]]
    ]
    if pairs:
        session.execute(sa.insert(free_service_initiative), pairs)
    record_all(SYSTEM, "free_service.loaded", FreeService, [(row["id"], {}) for row in missing])


def _load_adoption() -> None:
    """Who adopted what by the founding document, for the local governments that are known here."""
    known = set(session.scalars(sa.select(LocalGovernment.code)))
    with use_locale("ja"):
        source = str(FOUNDING_DOCUMENT)
    facts = [
        {
            "id": f"ad-{row['municipality_code']}-{row['initiative_number']}",
            "municipality_code": row["municipality_code"],
            "initiative_number": int(row["initiative_number"]),
            "programme": row["programme"],
            "status": AdoptionStatus(row["status"]),
            "note": row["note"],
            "source": source,
            "version": 1,
        }
        for row in rows("adoption")
        if row["municipality_code"] in known
    ]
    _add(Adoption, "id", facts)
