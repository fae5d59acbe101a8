"""How long it takes to check, compare and set beside each other texts of 300 requirements, beside bare searching.

Each line states the product and the standard library looking through the same text in the same run, in seconds of
the processor.
"""

from __future__ import annotations

import copy
import difflib
import re
from dataclasses import replace
from typing import Any

from govtech.comparing import showing
from govtech.comparing.aligning import aligned
from govtech.comparing.showing import Wanted
from govtech.config import ROOT
from govtech.core.diff import redline
from govtech.drafting.content import plain_of
from govtech.drafting.redlining import differences
from govtech.quality import builtin
from govtech.quality.checking import check
from govtech.specifications import template_reading
from govtech.specifications.template_format import Section
from govtech.specifications.template_text import to_markdown, values_for
from tests.bench.documents import Line, computed, report
from tests.installation import Installation

ITEMS = 300
TURNS = 5
CHECKED_WITHIN, COMPARED_WITHIN, BESIDE_WITHIN = 0.3, 0.3, 0.5


def run(_installation: Installation) -> bool:
    """Print the lines; whether every goal was reached."""
    redline("暖機", "運転")  # the dictionary is read once in the life of a process
    return report([_checked(), _compared(), _beside(renumbered=False), _beside(renumbered=True)])


def _checked() -> Line:
    """The check of 300 requirements, beside one search for each of its words."""
    template = template_reading.load(ROOT / "spec_templates" / "ai-chatbot")
    rows = [
        replace(item, id=f"{item.id}{copied}", text=f"{item.text}{copied}")
        for copied in "AB"
        for item in template.items
    ][:ITEMS]
    whole = replace(template, sections=(*template.sections, Section("more", "追加", "", tuple(rows))))
    values, lists = values_for(template, {}), builtin.lists()
    text = to_markdown(whole, values)
    words = set(re.findall(r"[一-鿿]{2,4}", text))
    return Line(
        f"check of {len(whole.items)} requirements",
        computed(lambda: check(whole, values, lists), TURNS),
        computed(lambda: [re.findall(re.escape(word), text) for word in words], TURNS),
        CHECKED_WITHIN,
    )


def _compared() -> Line:
    """What differs between two versions of thirty pages, beside the bare comparison of their requirements."""
    before = plain_of(template_reading.load(ROOT / "spec_templates" / "e-application"))
    after = copy.deepcopy(before)
    for number, section in enumerate(after["sections"]):
        section["body"] = section["body"].replace("行う", "実施する")
        for item in section["items"][::3]:
            item["text"] = item["text"].replace("こと", f"ことを{number}回確かめること")
    return Line(
        "differences of two versions",
        computed(lambda: differences(before, after), TURNS),
        computed(lambda: _bare(before, after), TURNS),
        COMPARED_WITHIN,
    )


def _beside(*, renumbered: bool) -> Line:
    """Two texts of 300 requirements side by side, with the same numbers or all of them new."""
    left = _plain()
    right = copy.deepcopy(left)
    for section in right["sections"]:
        section["body"] = section["body"].replace("職員", "担当者")
        for item in section["items"]:
            item["text"] = item["text"].replace("こと", "ことができること") + "。"
            item["key"] = f"B{item['key']}" if renumbered else item["key"]

    def beside() -> None:
        found = aligned(left, right)
        showing.chapters(found, left, right, Wanted(everything=True))
        showing.counts(found, Wanted())

    return Line(
        f"two texts side by side{', renumbered' if renumbered else ''}",
        computed(beside, TURNS),
        computed(lambda: _bare(left, right), TURNS),
        BESIDE_WITHIN,
    )


def _plain() -> dict[str, Any]:
    words = "申請の受付と審査と交付の手続きを職員と申請者が画面で確かめながら進められるようにすること"
    given = {"kind": "functional", "level": "mandatory", "note": "", "method": "", "remedy": "", "layers": []}
    items = [
        {
            "key": f"A-{n}",
            "text": f"{words[n % 20 :]}{n * 7919}件まで、{words[: n % 30]}",
            "condition": words[::-1][n % 9 :],
            **given,
        }
        for n in range(ITEMS)
    ]
    sections = [
        {"key": f"s{n}", "parent": None, "title": f"章{n}", "body": words * 9, "items": items[n::10]}
        for n in range(10)
    ]
    return {"sections": sections, "parameters": []}


def _bare(left: dict[str, Any], right: dict[str, Any]) -> list[object]:
    """The standard library's comparison of each requirement with the one in its place."""
    ours, theirs = (
        [item["text"] for one in text["sections"] for item in one["items"]] for text in (left, right)
    )
    return [
        difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        for old, new in zip(ours, theirs, strict=True)
    ]
