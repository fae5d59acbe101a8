"""What the tests of offerings share: offerings and a case that they name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from govtech.core.db import session, unit_of_work
from govtech.knowledge import services as case_services
from govtech.knowledge.content import CaseData
from govtech.solutions import services
from govtech.solutions.content import PriceData, SolutionData

PLAIN = SolutionData(
    name="試験のもの",
    kana="シケンノモノ",
    summary="窓口を楽にします。",
    description="説明",
    deliveries=("saas",),
    networks=("internet",),
    initiatives=(7,),
    languages=("ja",),
    contact="営業部",
    prices=(PriceData(0, None, 100_000, 500_000),),
)


@pytest.fixture
def offer(actor_for: Any) -> Callable[..., str]:
    """`offer("company", name="…")`: the id of a published offering of that person's organisation."""

    def make(who: str = "company", *, published: bool = True, **values: Any) -> str:
        actor = actor_for(who)
        with unit_of_work():
            made = services.create(actor, replace(PLAIN, **values))
            session.flush()
            if published:
                services.publish(actor, made)
            return made.id

    return make


@pytest.fixture
def case(actor_for: Any) -> Callable[..., str]:
    """`case("窓口の予約", visibility="all")`: the id of a published case of 豊中市."""

    def make(title: str, visibility: str = "all", *, published: bool = True) -> str:
        data = CaseData(
            title=title,
            summary="待ち時間を短くした。",
            year=2025,
            problem="窓口が混んでいた。",
            approach="予約をオンラインで受けた。",
            initiatives=(1,),
            visibility=visibility,
        )
        editor, approver = actor_for("editor"), actor_for("approver")
        with unit_of_work():
            made = case_services.create(editor, data)
            session.flush()
            if published:
                case_services.submit(editor, made)
                session.flush()
                case_services.publish(approver, made)
            return made.id

    return make
