"""Calls and answers in words and shapes for their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from govtech.compliance import content
from govtech.compliance.comparison import Only, Row, total
from govtech.compliance.content import Answer, Answers, Group, Requirement
from govtech.compliance.models import MARK_LABELS, MARK_SIGNS, WAY_LABELS, Mark, Reply, Status
from govtech.compliance.troubles import Code, Trouble
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.specifications.template_format import KIND_LABELS, LEVEL_LABELS

TONES: Mapping[str, str] = {Status.DRAFT: "wait", Status.SUBMITTED: "done"}
ONLY: Mapping[Only, Text] = {
    Only.UNMET: _l("必須で×がある"),
    Only.DIFFERING: _l("回答が分かれている"),
    Only.NARROW: _l("満たす企業が1社以下"),
    Only.STALE: _l("古い文への回答"),
}
SIGNS: dict[str, Any] = {
    "signs": MARK_SIGNS,
    "marks": MARK_LABELS,
    "ways": WAY_LABELS,
    "levels": LEVEL_LABELS,
    "item_kinds": KIND_LABELS,
}


class Told(NamedTuple):
    """Troubles alike: what stood there, what to do, and every place where it is so."""

    value: str
    words: str
    places: list[str]


class Progress(NamedTuple):
    """A section and how far its answers have come."""

    group: Group
    answered: int
    missing: int


def progress(asked: Sequence[Requirement], answers: Answers) -> list[Progress]:
    """How many items of each section have a mark, and how many still keep the whole from being handed in."""
    found = []
    for group in content.groups(asked):
        left = content.gaps(group.rows, answers)
        answered = sum(bool(answers.get(one.key, Answer()).mark) for one in group.rows)
        found.append(Progress(group, answered, len({*left.unanswered, *left.unexplained})))
    return found


def of_reply(reply: Reply, asked: Sequence[Requirement], answers: Answers) -> dict[str, Any]:
    """What a page shows of one company's answers."""
    nothing = Answer()
    troubles = [Trouble(Code(row[0]), *row[1:]) for row in reply.troubles]
    return {
        "reply": reply,
        "specification": reply.specification,
        "rows": [(one, answers.get(one.key, nothing)) for one in asked],
        "progress": progress(asked, answers),
        "gaps": content.gaps(asked, answers),
        "total": total(asked, answers),
        "refused": told(one for one in troubles if one.refused),
        "not_taken": sum(one.refused for one in troubles),
        "noted": told(one for one in troubles if not one.refused),
        "stale": {
            one.key
            for one in asked
            if (answer := answers.get(one.key)) and answer.mark and answer.seen != one.fingerprint
        },
        **SIGNS,
    }


def told(troubles: Iterable[Trouble]) -> list[Told]:
    """Troubles alike in one: a company that writes 対応可 a hundred times is told once, with all the cells."""
    found: dict[tuple[Code, str], Told] = {}
    for one in troubles:
        row = found.setdefault((one.code, one.value), Told(one.value, one.words, []))
        sheet, _mark, cell = one.place.rpartition("!")
        first = sheet and not any(place.startswith(f"{sheet}!") for place in row.places)
        place = one.place if first or not sheet else cell
        row.places.append(_("%(place)s（%(item)s）", place=place, item=one.item) if one.item else place)
    return list(found.values())


def share(part: int, whole: int) -> float:
    """A part of a whole in hundredths."""
    return round(100 * part / whole, 2) if whole else 0


def bars(counts: Sequence[int]) -> list[tuple[str, float, float]]:
    """Segments of a bar: kind, where it begins and how wide it is, in hundredths."""
    kinds = (*Mark, "none")
    whole, begun, segments = sum(counts), 0.0, []
    for kind, count in zip(kinds, counts, strict=True):
        width = share(count, whole)
        if count:
            segments.append((str(kind), begun, width))
        begun += width
    return segments


def acts() -> dict[str, str]:
    """What the journal's verbs are called in the history."""
    return {
        "compliance_reply.begun": _("回答を始めました"),
        "compliance_reply.recorded": _("届いた回答の記録を始めました"),
        "compliance_reply.saved": _("回答を保存しました"),
        "compliance_reply.submitted": _("回答を提出しました"),
        "compliance_reply.withdrawn": _("回答を取り下げました"),
    }


class Cells:
    """The cells of the comparison's rows, each row in one piece: there may be ten thousand of them on a page."""

    def __init__(self, *, remarks: bool) -> None:
        self._remarks = remarks
        words = {str(mark): str(label) for mark, label in MARK_LABELS.items()} | {"": _("未回答")}
        older = _("（古い文への回答）")
        self._plain = {
            (
                mark,
                stale,
            ): f'<td class="sign sign-{mark or "none"}"><span class="visually-hidden">{escape(told)}'
            f'{escape(older) if stale else ""}</span><span aria-hidden="true">{MARK_SIGNS.get(mark, "－")}'
            f"{'＊' if stale else ''}</span>"
            for mark, told in words.items()
            for stale in (False, True)
        }

    def of(self, row: Row) -> Markup:
        """One row's cells."""
        return Markup("".join(map(self._cell, row.cells, row.stale)))  # noqa: S704  (escaped below)

    def _cell(self, answer: Answer, stale: bool) -> str:  # noqa: FBT001
        more = f'<p lang="ja">{escape(answer.remark)}</p>' if self._remarks and answer.remark else ""
        return f"{self._plain[answer.mark, stale]}{more}</td>"
