"""What a need says, put into it once it has been checked."""

from __future__ import annotations

from govtech.core.deadlines import far_words, too_far
from govtech.core.errors import Invalid
from govtech.core.words import SOURCE, use_locale
from govtech.core.words import gettext as _
from govtech.needs.content import NeedData, as_words, stated
from govtech.needs.models import Need, NeedInitiative, Respondents
from govtech.solutions.models import Network

_PLAIN = tuple(
    name for name in NeedData.__dataclass_fields__ if name not in {"initiatives", "network", "respondents"}
)


def in_source(need: Need) -> dict[str, str]:
    """What it says as texts in the source language, whoever acts."""
    with use_locale(SOURCE):
        return as_words(stated(need))


def put(need: Need, data: NeedData) -> None:
    """State it; what stays the same is not touched."""
    for name in _PLAIN:
        value = getattr(data, name)
        setattr(need, name, list(value) if isinstance(value, tuple) else value)
    need.network = Network(data.network) if data.network else None
    need.respondents = Respondents(data.respondents)
    wanted = set(data.initiatives)
    for item in list(need.initiatives):
        if item.number not in wanted:
            need.initiatives.remove(item)
    held = {item.number for item in need.initiatives}
    need.initiatives.extend(NeedInitiative(number=number) for number in sorted(wanted - held))


def check(data: NeedData) -> None:
    """Refuse what contradicts itself, in whatever state."""
    errors: dict[str, list[str]] = {}
    if data.budget_min is not None and data.budget_max is not None and data.budget_min > data.budget_max:
        errors["budget_max"] = [_("予算の上限は、下限以上にしてください。")]
    if data.question_deadline and data.response_deadline and data.question_deadline > data.response_deadline:
        errors["question_deadline"] = [_("質問の締切は、提案の締切より前にしてください。")]
    for name in ("question_deadline", "response_deadline"):
        if (deadline := getattr(data, name)) and too_far(deadline):
            errors[name] = [far_words()]
    if data.volume is not None and not data.volume_unit:
        errors["volume_unit"] = [_("件数・量の単位を入力してください。例：件／年")]
    if errors:
        raise Invalid(errors=errors)


def check_published(need: Need, data: NeedData, reason: str) -> None:
    """Refuse what would take away from those who read the published need; deadlines only move forwards."""
    errors: dict[str, list[str]] = {}
    if not reason:
        errors["reason"] = [_("変更の理由を入力してください。公開され、提案を準備中の団体にも伝わります。")]
    if data.response_deadline is None or (
        need.response_deadline and data.response_deadline < need.response_deadline
    ):
        errors["response_deadline"] = [_("公開した後は、提案の締切を早めることはできません。")]
    asked_until = need.question_deadline or need.response_deadline
    until = data.question_deadline or data.response_deadline
    if not errors.get("response_deadline") and asked_until and until and until < asked_until:
        errors["question_deadline"] = [_("公開した後は、質問の締切を早めることはできません。")]
    if data.respondents != need.respondents:
        errors["respondents"] = [_("公開した後は、提案できる人を変えられません。")]
    for name in ("outcome", "wanted"):
        if not getattr(data, name):
            errors[name] = [_("公開中のニーズでは、空欄にできません。")]
    if errors:
        raise Invalid(errors=errors)
