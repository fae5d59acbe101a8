"""Subsidies of every status, entered through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from govtech.core.clock import now
from govtech.core.db import unit_of_work
from govtech.core.policy import SYSTEM
from govtech.subsidies import services
from govtech.subsidies.services import SubsidyData, WindowData

FACTS: dict[str, Any] = {
    "title": "自治体デジタル基盤整備補助金",
    "provider": "大阪府",
    "catch_phrase": "窓口のオンライン化を補助します。",
    "body": "## 対象\n\n- システムの導入費",
    "eligible": "府内の市町村",
    "rate": "2分の1以内",
    "ceiling": 10_000_000,
    "employees": "",
    "url": "https://www.example.go.jp/hojo/",
    "contact": "",
    "municipal": True,
    "initiatives": (),
}


@pytest.fixture
def enter(database, frozen) -> Callable[..., str]:
    """`enter(opens=-1, closes=30, areas=("大阪府",), title=…)`: a subsidy with a window relative to now, in days."""

    def add(
        opens: float = -1, closes: float | None = 30, areas: tuple[str, ...] = ("大阪府",), **facts: Any
    ) -> str:
        window = WindowData(
            opens_at=now() + timedelta(days=opens),
            closes_at=None if closes is None else now() + timedelta(days=closes),
            areas=areas,
        )
        with unit_of_work():
            return services.create(SYSTEM, SubsidyData(**{**FACTS, **facts}), window).id

    return add
