"""Of the demonstration: a draft whose template moved on, fixed texts worth comparing, and an offer to the coordinators."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from govtech.agreeing import freezing, position_services
from govtech.core.db import session
from govtech.demo.clusters import COORDINATOR
from govtech.demo.drafting import HIRAKATA, IBARAKI, SUITA, TAKATSUKI, member
from govtech.drafting import queries, services, shaping, writing
from govtech.drafting.content import from_template
from govtech.drafting.models import Specification, Thing
from govtech.drafting.shaping import ItemData
from govtech.drafting.writing import Edit
from govtech.renewing import offering
from govtech.renewing.offering import OfferData
from govtech.specifications import queries as templates
from govtech.specifications import services as template_services
from govtech.specifications.template_format import Section, Template
from govtech.specifications.template_writing import to_files

EARLIER: Final = "0.9"
BOOKING: Final = "facility-booking"
BOOKING_TITLE: Final = "施設予約システム（枚方市・吹田市）"
WITHOUT: Final = ("FB-107", "FB-204")
"""Items that the earlier version did not have yet."""
ONCE: Final = {
    "FB-101": "団体の利用者登録を、窓口で受け付けられること。",
    "FB-105": "登録の有効の期間を管理できること。",
}
"""What items said in the earlier version."""
DISASTER: Final = (
    "災害時に、対策本部の部屋を一つの操作で作り、あらかじめ定めた職員を加えられること。",
    "訓練で、操作から全員への通知までが1分以内に終わる。",
)


def load() -> None:
    """Put them in when they are not there yet."""
    if session.scalar(sa.select(Specification.id).where(Specification.title == BOOKING_TITLE)) is None:
        _moved_on()
        _fixed()


def _moved_on() -> None:
    """A draft that began from the earlier version: one item written otherwise, one taken out."""
    now = templates.content(templates.find(BOOKING))
    _store(_earlier(now))
    beginning = from_template(templates.content(templates.find(BOOKING, EARLIER)))
    lead = member(HIRAKATA)
    made = services.create(lead, replace(beginning, title=BOOKING_TITLE), [SUITA])
    made.sample = True
    text = "団体の利用者登録を、窓口と郵送で受け付けられること。"
    edit = Edit(Thing.ITEM, "FB-101", {"text": text}, made.revision, "郵送で登録する団体があるため")
    writing.write(lead, made, edit)
    shaping.remove_item(lead, made, "FB-105")


def _earlier(now: Template) -> Template:
    """The template before some of its items were added and put right."""
    return replace(
        now,
        version=EARLIER,
        sections=tuple(_once(chapter) for chapter in now.sections),
        parameters=now.parameters,
    )


def _once(section: Section) -> Section:
    items = tuple(
        replace(item, text=ONCE.get(item.id, item.text)) for item in section.items if item.id not in WITHOUT
    )
    return replace(section, items=items, sections=tuple(_once(inner) for inner in section.sections))


def _store(template: Template) -> None:
    """As an earlier version comes in: from its folder."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / template.slug
        folder.mkdir()
        for name, text in to_files(template).items():
            (folder / name).write_text(text, encoding="utf-8")
        template_services.import_templates(COORDINATOR, folder)


def _fixed() -> None:
    """Two more texts on ビジネスチャット, with an item in common that the template lacks; one is offered back."""
    first = _chat(
        "ビジネスチャット（高槻市・茨木市）", (TAKATSUKI, IBARAKI), {"BC-101": {"level": "recommended"}}
    )
    _agree(first, (TAKATSUKI, IBARAKI))
    condition = "返信の列を開くと元の投稿と全ての返信が2秒以内に時刻の順に表示される。"
    second = _chat(
        "ビジネスチャット（吹田市・枚方市）", (SUITA, HIRAKATA), {"BC-102": {"condition": condition}}
    )
    _agree(second, (SUITA, HIRAKATA))
    template = templates.content(templates.find("business-chat"))
    offering.offer(
        member(TAKATSUKI),
        first,
        OfferData(
            slug=template.slug,
            title=template.title,
            kana=template.kana,
            summary=template.summary,
            initiatives=tuple(map(str, template.initiatives)),
            changes="災害時に対策本部の部屋を作る要件を加えました。",
            reason="昨年の台風のときに手作業で部屋を作り、連絡が30分遅れたため。",
        ),
    )


def _chat(title: str, towns: Sequence[str], changes: dict[str, dict[str, Any]]) -> Specification:
    beginning = from_template(templates.content(templates.find("business-chat")))
    lead = member(towns[0])
    made = services.create(lead, replace(beginning, title=title), towns[1:])
    made.sample = True
    for key, values in changes.items():
        writing.write(lead, made, Edit(Thing.ITEM, key, values, made.revision, "使い方に合わせた"))
    section = next(one for one in queries.content(made)["sections"] if one["items"])
    data = ItemData("functional", "mandatory", *DISASTER)
    shaping.add_item(lead, made, section["key"], data)
    return made


def _agree(made: Specification, towns: Sequence[str]) -> None:
    for town in towns:
        position_services.agree_all(member(town), made)
        position_services.confirm(member(town), made)
    freezing.freeze(member(towns[0]), made)
