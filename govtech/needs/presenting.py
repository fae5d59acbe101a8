"""How a need and its responses are shown: colours of states, the line of steps, changes as redlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import url_for

from govtech.core.diff import Change, redline
from govtech.core.words import gettext as _
from govtech.needs import quality, writing
from govtech.needs.content import MATERIAL, NEED_LABELS, as_words, stated
from govtech.needs.models import Need, NeedRevision, Status

TONES: Mapping[str, str] = {
    Status.DRAFT: "wait",
    Status.IN_REVIEW: "wait",
    Status.PUBLISHED: "open",
    Status.CLOSED: "closed",
    Status.MATCHED: "done",
    Status.UNMATCHED: "stop",
    Status.CONCLUDED: "done",
    Status.WITHDRAWN: "stop",
}
_LINE = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED, Status.CLOSED, Status.MATCHED, Status.CONCLUDED)


def steps(need: Need) -> list[tuple[str, str]]:
    """(words, done | now | next) of the need's life as it goes for this need."""
    line = list(_LINE)
    if need.status is Status.UNMATCHED:
        line[4] = Status.UNMATCHED
    if need.status is Status.WITHDRAWN:
        reached = 4 if need.closed_at else 3 if need.published_at else 1
        line = [*_LINE[:reached], Status.WITHDRAWN]
    at = line.index(need.status)
    labels = need.STATUS_LABELS
    return [
        (str(labels[status]), "done" if place < at else "now" if place == at else "next")
        for place, status in enumerate(line)
    ]


def progress(need: Need, at: str) -> list[tuple[str, str, str]]:
    """(words, address, done | now | begun | next) of the steps of writing; done: the check finds nothing missing."""
    lacking = {finding.step for finding in quality.findings(need)}
    said = as_words(stated(need))
    rows = []
    for part in writing.STEPS:
        begun = any(
            said[name] for name in part.fields if name != "respondents"
        )  # which always says something
        written = "done" if part.key not in lacking else "begun" if begun else "next"
        state = "now" if part.key == at else written
        rows.append((str(part.label), url_for("need_writing.write", need_id=need.id, step=part.key), state))
    state = "now" if at == writing.CHECK else "next"
    return [*rows, (_("点検"), url_for("need_writing.check", need_id=need.id), state)]


@dataclass(frozen=True)
class Shown:
    """A revision to read: the redline of every field that changed, in the order of the form."""

    number: int
    at: datetime
    by: str
    reason: str
    material: bool
    fields: list[tuple[str, list[Change]]]


def shown(revision: NeedRevision) -> Shown:
    """The revision as redlines."""
    return Shown(
        revision.number,
        revision.at,
        revision.actor_name,
        revision.reason,
        bool(MATERIAL & set(revision.changes)),
        [
            (str(label), list(_redline(*map(str, pair))))
            for name, label in NEED_LABELS.items()
            if isinstance(pair := revision.changes.get(name), list)
        ],
    )


@lru_cache(maxsize=512)
def _redline(old: str, new: str) -> tuple[Change, ...]:
    """Revisions never change, so neither do their redlines."""
    return tuple(redline(old, new))


def acts() -> dict[str, str]:
    """Words for what the journal says of needs and responses."""
    return {
        "need.created": _("下書きを作りました"),
        "need.submitted": _("承認を依頼しました"),
        "need.sent_back": _("差し戻しました"),
        "need.revised": _("公開中の内容を変更しました"),
        "need.closed": _("提案の締切を過ぎたため、募集を終えました"),
        "need.unmatched": _("該当なしと記録しました"),
        "need.supported": _("うちの町も、と参加しました"),
        "need.support_restated": _("うちの町も、の数字を直しました"),
        "need.support_withdrawn": _("うちの町も、の参加をやめました"),
        "response.confirmed": _("ニーズの変更を確認しました"),
        "response.reopened": _("下書きに戻しました"),
        "response.selected": _("採用しました"),
        "response.declined": _("不採用にしました"),
        "response.unlisted": _("候補から外しました"),
        "response.assessed": _("評価を書きました"),
        "need.result_promised": _("結果の予定日を知らせました"),
    }
