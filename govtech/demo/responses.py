"""Responses of the demonstration, with what their owners found, and the talk about one of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.journal import record
from govtech.demo.moments import acting_for, at_work
from govtech.needs.interview_models import Interview, InterviewSlot, InterviewStatus
from govtech.needs.models import Need
from govtech.needs.outcomes import outcomes
from govtech.needs.response_content import uses_of
from govtech.needs.response_models import (
    Response,
    ResponseAnswer,
    ResponseMark,
    ResponsePrice,
    ResponseReference,
    ResponseStatus,
    Verdict,
)
from govtech.solutions.models import Solution

ANSWERS = ("approach", "plan", "price", "references", "contact", "reason")
DECIDED = {ResponseStatus.SELECTED, ResponseStatus.DECLINED}


def respond(need: Need, answer: dict[str, Any], decided: datetime | None) -> None:
    """Put in one response, two days before the deadline, and what became of it."""
    status = ResponseStatus(answer["status"])
    written = at_work(min(-1, ((need.response_deadline or now()) - now()).days - 2))
    response = Response(
        **{name: answer.get(name, "").strip() for name in ANSWERS},
        id=answer["id"],
        need_id=need.id,
        organisation_id=answer["organisation"],
        solution_id=answer.get("solution"),
        networks=answer.get("networks", []),
        grounds=answer.get("grounds", []),
        owner_note=answer.get("note", ""),
        status=status,
        sample=True,
        created_at=written - timedelta(days=1),
        submitted_at=None if status is ResponseStatus.DRAFT else written,
        decided_at=decided if status in DECIDED else None,
    )
    _detail(need, response, answer)
    session.add(response)
    _remember(need, response)
    if "interview" in answer:
        _talk(response, answer["interview"])


def _detail(need: Need, response: Response, answer: dict[str, Any]) -> None:
    wishes = outcomes(need.outcome)
    for place, (wish, (verdict, text)) in enumerate(zip(wishes, answer.get("answers", ()), strict=False)):
        response.answers.append(
            ResponseAnswer(key=wish.key, position=place, wish=wish.text, verdict=Verdict(verdict), text=text)
        )
    for wish, (mark, comment) in zip(wishes, answer.get("marks", ()), strict=False):
        response.marks.append(ResponseMark(key=wish.key, mark=Verdict(mark), comment=comment))
    response.prices = [
        ResponsePrice(position=place, **line) for place, line in enumerate(answer.get("prices", ()))
    ]
    solution = session.get(Solution, answer["solution"]) if "solution" in answer else None
    response.chosen = [
        ResponseReference(
            position=place,
            solution_name=use.solution_name,
            place=use.place,
            note=use.note,
            case_id=use.case_id,
        )
        for place, use in enumerate(uses_of(solution.organisation_id) if solution else ())
        if solution and use.solution_name == solution.name
    ]


def _remember(need: Need, response: Response) -> None:
    """What the journal keeps of it."""
    responder = acting_for(response.organisation_id, "担当者（見本）")
    record(responder, "response.created", response, confidential=True).at = response.created_at
    if response.submitted_at:
        record(responder, "response.submitted", response, confidential=True).at = response.submitted_at
    if response.decided_at:
        owner = acting_for(need.organisation_id, "承認者（見本）")
        verb = f"response.{response.status}"
        record(owner, verb, response, confidential=True).at = response.decided_at


def _talk(response: Response, stated: dict[str, Any]) -> None:
    moments = [at_work(days) for days in stated["days"]]
    status = InterviewStatus(stated["status"])
    session.add(
        Interview(
            response=response,
            place=stated["place"],
            message=stated["message"],
            status=status,
            agreed_at=moments[0] if status is InterviewStatus.AGREED else None,
            slots=[InterviewSlot(starts_at=moment) for moment in moments],
        )
    )
