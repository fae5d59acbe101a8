"""Sample subsidies for municipalities, with windows around the day they are loaded."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from govtech.core.clock import from_jst, today
from govtech.core.db import session
from govtech.core.policy import SYSTEM
from govtech.subsidies import services
from govtech.subsidies.models import Subsidy
from govtech.subsidies.services import SubsidyData, WindowData

CONTENT = Path(__file__).with_name("subsidies.toml")
OPENS, CLOSES = time(9), time(17)


def load() -> None:
    """Enter the samples that are not there yet."""
    for row in tomllib.loads(CONTENT.read_text(encoding="utf-8"))["subsidies"]:
        if session.get(Subsidy, row["id"]) is None:
            services.create(SYSTEM, _facts(row), _window(row), subsidy_id=row["id"], sample=True)


def _facts(row: dict[str, Any]) -> SubsidyData:
    return SubsidyData(
        title=row["title"],
        provider=row["provider"],
        catch_phrase=row["catch_phrase"],
        body=row["body"].strip(),
        eligible=row["eligible"],
        rate=row["rate"],
        ceiling=row.get("ceiling"),
        employees="",
        url="",
        contact="これは見本です。実在する補助金ではないため、申請はできません。",
        municipal=True,
        initiatives=tuple(row["initiatives"]),
    )


def _window(row: dict[str, Any]) -> WindowData:
    return WindowData(
        opens_at=_moment(row.get("opens"), OPENS),
        closes_at=_moment(row.get("closes"), CLOSES),
        project_deadline=_moment(row.get("finished"), CLOSES),
        areas=tuple(row["areas"]),
    )


def _moment(days: int | None, clock: time) -> datetime | None:
    return None if days is None else from_jst(today() + timedelta(days=days), clock)
