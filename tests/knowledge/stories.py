"""Cases for the tests, made through the services."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from govtech.core.db import session
from govtech.core.policy import Actor
from govtech.knowledge import services
from govtech.knowledge.content import CaseData, OutcomeData
from govtech.knowledge.models import CaseStudy

WRITTEN = CaseData(
    title="道路の傷みを写真で知らせてもらう",
    summary="場所の確認が早くなった。",
    year=2024,
    place_code="272035",
    problem="電話では場所が分からなかった。",
    approach="写真と位置を送ってもらった。",
    body="## 経過\n\n- 試した\n- 広げた",
    outcomes=(OutcomeData("場所の確認", 18, 5, "分"),),
    initiatives=(16,),
    technologies=("te-04",),
    cost_first=1_980_000,
)


def written(**changes: Any) -> CaseData:
    """What a complete case says, with changes."""
    return replace(WRITTEN, **changes)


def draft(editor: Actor, **changes: Any) -> CaseStudy:
    """A case of the editor's organisation."""
    case = services.create(editor, written(**changes))
    session.flush()
    return case


def in_review(editor: Actor, **changes: Any) -> CaseStudy:
    """One that waits for the approver."""
    case = draft(editor, **changes)
    services.submit(editor, case)
    session.flush()
    return case


def published(editor: Actor, approver: Actor, **changes: Any) -> CaseStudy:
    """One that is published."""
    case = in_review(editor, **changes)
    services.publish(approver, case)
    session.flush()
    return case


def archived(editor: Actor, approver: Actor, **changes: Any) -> CaseStudy:
    """One that is off the lists."""
    case = published(editor, approver, **changes)
    services.archive(approver, case, "古くなった")
    session.flush()
    return case
