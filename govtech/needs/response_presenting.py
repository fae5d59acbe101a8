"""How responses are shown to the one who wrote them and to the one who reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from govtech.core.clock import now
from govtech.core.show import show_datetime
from govtech.core.words import gettext as _
from govtech.needs.interview_models import InterviewStatus
from govtech.needs.models import Status
from govtech.needs.response_models import (
    DECIDABLE,
    GROUND_LABELS,
    RESPONSE_STATUS_LABELS,
    VERDICT_LABELS,
    Response,
    ResponseStatus,
    Verdict,
)
from govtech.solutions.models import NETWORK_LABELS

TONES: Mapping[str, str] = {
    ResponseStatus.DRAFT: "wait",
    ResponseStatus.SUBMITTED: "open",
    ResponseStatus.SHORTLISTED: "open",
    ResponseStatus.SELECTED: "done",
    ResponseStatus.DECLINED: "stop",
    ResponseStatus.WITHDRAWN: "stop",
}
VERDICT_TONES: Mapping[str, str] = {Verdict.MET: "done", Verdict.PARTLY: "wait", Verdict.NOT: "stop"}
INTERVIEW_TONES: Mapping[str, str] = {
    InterviewStatus.PROPOSED: "wait",
    InterviewStatus.ASKED: "wait",
    InterviewStatus.AGREED: "done",
    InterviewStatus.CANCELLED: "stop",
}


class InList(NamedTuple):
    """How a response stands in the responder's list, what to do next, and by when."""

    label: str
    tone: str
    todo: str
    deadline: Any


def state(response: Response, *, mine: bool) -> dict[str, Any]:
    """What every page about a response shows of its state, in the reader's eyes."""
    label, tone = for_responder(response) if mine else (response.status_label, TONES[response.status])
    return {
        "label": label,
        "tone": tone,
        "verdict_labels": VERDICT_LABELS,
        "verdict_tones": VERDICT_TONES,
        "ground_labels": GROUND_LABELS,
        "network_labels": NETWORK_LABELS,
        "interview_tones": INTERVIEW_TONES,
    }


def for_responder(response: Response) -> tuple[str, str]:
    """(words, tone) for the responder, who is not told of the shortlist."""
    return _for_responder(response.status, closed=response.need.closed_at is not None)


def _for_responder(status: ResponseStatus, *, closed: bool) -> tuple[str, str]:
    if status in DECIDABLE and closed:
        return _("選定中"), "wait"
    if status is ResponseStatus.DRAFT and closed:
        return _("提出なし"), "closed"
    return str(RESPONSE_STATUS_LABELS[status]), TONES[status]


def in_list(row: Any) -> InList:
    """A row of response_queries.all_own as the responder reads it."""
    label, tone = _for_responder(row.status, closed=row.closed_at is not None)
    open_now = row.need_status is Status.PUBLISHED and row.response_deadline > now()
    todo, deadline = _todo(row, open_now=open_now)
    return InList(label, tone, todo, deadline)


def _todo(row: Any, *, open_now: bool) -> tuple[str, Any]:
    if open_now and row.status is ResponseStatus.SUBMITTED and row.confirmed_revision < row.material_revision:
        return _("変更の確認をお願いします"), row.response_deadline
    if open_now:
        words = {
            ResponseStatus.DRAFT: _("続きを書いて提出する"),
            ResponseStatus.SUBMITTED: _("締切まで直せます。ニーズの変更に気をつける"),
            ResponseStatus.WITHDRAWN: _("出し直すときは、下書きに戻す"),
        }
        return words.get(row.status, ""), row.response_deadline
    if row.decided_at:
        return _("結果の説明を読み、次の提案に生かす"), None
    if row.need_status is Status.WITHDRAWN or row.status not in DECIDABLE:
        return _("することはありません"), None
    return _while_choosing(row), row.result_due


def _while_choosing(row: Any) -> str:
    if row.interview is InterviewStatus.PROPOSED:
        return _("面談の日時を選ぶ")
    if row.interview is InterviewStatus.AGREED:
        return _("%(at)sの面談に備える", at=show_datetime(row.agreed_at))
    return _("結果を待つ")
