"""The steps in which a need is written, and what each of them says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from govtech.core.words import SOURCE, Text, use_locale
from govtech.core.words import lazy as _l
from govtech.needs.content import NeedData, as_words, stated
from govtech.needs.models import Need

CHECK = "check"


class WritingStep(NamedTuple):
    """A step: the last part of its address, its words, the question it answers, and the fields in their order."""

    key: str
    label: Text
    about: Text
    fields: tuple[str, ...]


STEPS = (
    WritingStep(
        "problem",
        _l("困りごと"),
        _l("誰が、どんな場面で、何に困っているかを書きます。製品や方法は、まだ考えなくてかまいません。"),
        ("title", "persona", "scenario", "problem"),
    ),
    WritingStep(
        "outcome",
        _l("望む姿"),
        _l("どうなったら解決したと言えるかを書きます。1行に1つずつ書くと、提案する側は1つずつに答えます。"),
        ("outcome", "measure", "initiatives"),
    ),
    WritingStep(
        "scale",
        _l("規模と条件"),
        _l("費用を見積もるための数と、守らなければならない条件を書きます。分かるものだけでかまいません。"),
        ("population", "volume", "volume_unit", "network", "security"),
    ),
    WritingStep(
        "budget",
        _l("予算"),
        _l(
            "決まっていなければ、考えている幅を書きます。予算の見えるニーズには、身の丈に合った提案が届きます。"
        ),
        ("budget_min", "budget_max", "fiscal_year"),
    ),
    WritingStep(
        "call",
        _l("募集のしかた"),
        _l("何を求め、いつまで待つかを決めます。"),
        ("wanted", "respondents", "question_deadline", "response_deadline", "contact"),
    ),
)
"""In the order in which they are written; the check of everything comes after them."""
BY_KEY = {step.key: step for step in STEPS}
KEYS = (*BY_KEY, CHECK)
STEP_OF = {field: step.key for step in STEPS for field in step.fields}
"""The step in which a field is written."""


def after(key: str) -> str:
    """The step that follows."""
    return KEYS[min(KEYS.index(key) + 1, len(KEYS) - 1)]


def before(key: str) -> str:
    """The step that comes before."""
    return KEYS[max(KEYS.index(key) - 1, 0)]


def stand(step: WritingStep, data: NeedData) -> str:
    """A short mark of what a step says: the same as long as nobody changes any of its fields."""
    words = as_words(data)
    told = json.dumps([words[field] for field in step.fields], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def mark(need: Need, step: WritingStep) -> str:
    """What a page keeps to notice that somebody else has changed the step."""
    with use_locale(SOURCE):
        return stand(step, stated(need))


def stale(need: Need, step: WritingStep, values: Mapping[str, Any], seen: str, page: str) -> bool:
    """Whether saving these values would lose what somebody else wrote in this step."""
    if page and need.saved_from == page:
        return False
    with use_locale(SOURCE):
        old = stated(need)
        now_said, would_be = stand(step, old), stand(step, replace(old, **values))
    return now_said not in {seen, would_be}
