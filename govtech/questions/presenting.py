"""How a question is shown to whoever reads it: its state in words and colour, and what can be done next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from govtech.core.policy import Actor
from govtech.core.words import gettext as _
from govtech.needs.models import Need
from govtech.questions.models import STATUS_LABELS, Question, Status, Subject

TONES: Mapping[str, str] = {
    Status.ASKED: "wait",
    Status.DRAFTED: "wait",
    Status.PUBLISHED: "done",
    Status.ANSWERED: "done",
    Status.MERGED: "closed",
    Status.WITHDRAWN: "stop",
}


def for_owner(status: Status, _merged: Status | None = None) -> tuple[str, str]:
    """(words, tone) for those who answer."""
    return str(STATUS_LABELS[status]), TONES[status]


def for_asker(status: Status, merged: Status | None = None) -> tuple[str, str]:
    """(words, tone) for those who asked: not told of drafts, nor that others asked the same before the answer is out."""
    if status is Status.MERGED and merged is Status.PUBLISHED:
        return _("同じ内容の質問に回答"), "done"
    if status in {Status.DRAFTED, Status.MERGED}:
        status = Status.ASKED
    return for_owner(status)


def seen_by(actor: Actor, question: Question) -> tuple[str, str]:
    """(words, tone) of its state for this reader."""
    if actor.acts_for(question.organisation_id):
        return for_asker(question.status, question.merged_into.status if question.merged_into else None)
    return for_owner(question.status)


def place(subject: Subject) -> dict[str, Any]:
    """Addresses around a need or a case: its own page and list, all its questions, asking."""
    is_need = isinstance(subject, Need)
    kind = "need" if is_need else "case"
    key: dict[str, Any] = {f"{kind}_id": subject.id}
    return {
        "kind": kind,
        "list_title": _("ニーズ") if is_need else _("事例"),
        "list": url_for(f"{kind}s.index"),
        "page": url_for(f"{kind}s.show", **key),
        "questions": url_for(f"questions.of_{kind}", **key),
        "ask": url_for(f"questions.ask_{kind}", **key),
        "alike": url_for(f"questions.alike_{kind}", **key),
        "edit": url_for(f"{kind}s.edit", **key),
    }


def acts() -> dict[str, str]:
    """Words for what the journal says of questions."""
    return {
        "question.asked": _("質問しました"),
        "question.drafted": _("回答案を書きました"),
        "question.published": _("質問と回答を公開しました"),
        "question.corrected": _("公開した回答を訂正しました"),
        "question.answered": _("質問者だけに回答しました"),
        "question.merged": _("同じ質問にまとめました"),
        "question.separated": _("まとめた質問を分けました"),
        "question.withdrawn": _("質問を取り下げました"),
    }
