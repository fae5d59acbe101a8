"""Joint specifications in words and shapes for their pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from govtech.core.clock import now, to_jst
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.drafting import queries
from govtech.drafting.content import Plain, to_template, values_of
from govtech.drafting.models import Specification, Status, Thing
from govtech.specifications.template_format import Template
from govtech.specifications.template_text import Filler, Part, in_words, parts

TONES: Mapping[Status, str] = {
    Status.DRAFTING: "wait",
    Status.CONSULTATION: "open",
    Status.AGREED: "done",
    Status.SUPERSEDED: "closed",
    Status.ABANDONED: "stop",
}
FIELDS: Mapping[str, Text] = {
    "title": _l("題名"),
    "body": _l("本文"),
    "kind": _l("要件の種類"),
    "level": _l("水準"),
    "text": _l("要件"),
    "condition": _l("確認の条件"),
    "note": _l("備考"),
    "method": _l("測定の方法"),
    "remedy": _l("達しなかったときの扱い"),
    "layers": _l("対象の網"),
    "facts": _l("種類・水準"),
    "label": _l("項目"),
    "value": _l("値"),
    "unit": _l("単位"),
    "choices": _l("選択肢"),
    "help": _l("決め方"),
}


class Reading(NamedTuple):
    """A specification ready to be read: its template shape, numbered texts, chapters for the contents, values in words."""

    template: Template
    texts: list[Part]
    chapters: list[tuple[Part, list[Part]]]
    filled: Mapping[str, str]


def shaped(specification: Specification, plain: Plain) -> Template:
    """A content in the shape that numbering and filling work on."""
    moment = specification.frozen_at or now()
    return to_template(
        plain, title=specification.title, summary=specification.summary, updated=to_jst(moment).date()
    )


def filler(specification: Specification, plain: Plain) -> Filler:
    """Fills values and numbers of chapters into single texts, as the whole text shows them."""
    return Filler(shaped(specification, plain), values_of(plain))


def reading(specification: Specification, plain: Plain) -> Reading:
    """The numbered text of a content."""
    template = shaped(specification, plain)
    read = list(parts(template, values_of(plain)))
    chapters: list[tuple[Part, list[Part]]] = []
    for part in read:
        if part.depth == 1 or not chapters:
            chapters.append((part, []))
        else:
            chapters[-1][1].append(part)
    filled = {one.name: in_words(one, one.default) for one in template.parameters if one.default}
    return Reading(template, read, chapters, filled)


def headings(specification: Specification, plain: Plain) -> Iterator[tuple[str, str]]:
    """Section keys with their numbered headings, in reading order."""
    template = shaped(specification, plain)
    label = filler(specification, plain).label
    for section in template.walk():
        yield section.id, f"{label(section)}　{section.title}"


def steps(specification: Specification) -> list[tuple[str, str]]:
    """The life as steps: done, now, next; no consultation for a text that was fixed without one."""
    without = not specification.changeable and specification.consult_until is None
    order = [Status.DRAFTING, *([] if without else [Status.CONSULTATION]), Status.AGREED]
    status = Status.AGREED if specification.status is Status.SUPERSEDED else specification.status
    if status not in order:
        return []
    here = order.index(Status(status))
    return [
        (
            str(Specification.STATUS_LABELS[one]),
            "done" if place < here else "now" if place == here else "next",
        )
        for place, one in enumerate(order)
    ]


def texts_now(specification: Specification, thing: Thing, key: str) -> Plain:
    """A section's or item's values as they are saved."""
    if thing is Thing.SECTION:
        section = queries.section(specification, key)
        return {"title": section.title, "body": section.body}
    return queries.item_plain(queries.item(specification, key))


def acts() -> dict[str, str]:
    """What the journal's verbs are called in the history."""
    return {
        "specification.created": _("作成を始めました"),
        "specification.entitled": _("件名・概要を変えました"),
        "specification.joined": _("市町村が加わりました"),
        "specification.left": _("参加を取りやめました"),
        "specification.party_removed": _("市町村を外しました"),
        "specification.abandoned": _("作成を取りやめました"),
        "specification.revised": _("内容を変えました"),
        "specification.clashed": _("変更が食い違いました"),
        "specification.discussions_carried": _("前の版の議論を引き継ぎました"),
        "specification.settled": _("食い違いを解決しました"),
        "specification.filled": _("自団体の値を書きました"),
        "specification.position_stated": _("立場を示しました"),
        "specification.confirmed": _("立場を確認しました"),
        "specification.objection_answered": _("修正の希望に回答しました"),
        "specification.objection_settled": _("回答を受け入れました"),
        "specification.objection_taken_over": _("希望の文案を採り入れました"),
        "specification.consulted": _("意見照会を始めました"),
        "specification.extended": _("意見照会の期限を変えました"),
        "specification.reminded": _("市町村に催促しました"),
        "specification.consultation_ended": _("意見照会の期限が来ました"),
        "specification.resumed": _("作成中に戻しました"),
        "specification.explained": _("点検の指摘に説明を書きました"),
        "specification.explanation_taken_back": _("点検の指摘への説明を取り消しました"),
        "specification.frozen": _("確定しました"),
        "specification.superseded": _("新しい版が確定しました"),
        "specification.evolved": _("ひな形の変更を取り込みました"),
    }
