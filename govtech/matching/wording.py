"""Reasons in the reader's words: what speaks for or against a match, and how much of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from govtech.core.show import show_number, show_yen
from govtech.core.words import gettext as _
from govtech.matching.engine import Match
from govtech.matching.feedback import MOST, STEP, Sinking
from govtech.matching.models import HIDE_LABELS, HideReason
from govtech.matching.suggesting import WELL, ForUs, text_of
from govtech.solutions.models import NETWORK_LABELS

SHOWN_WORDS: Final = 5
SHOWN_IDEAS: Final = 3
BRIEF: Final = 3
CLOSE: Final = 0.25
"""Texts that have so much in common are close."""
_PLAIN: Final = re.compile(r"^(?:[\d%.,]+|[ぁ-ん]{1,2}|.)$")
"""Words that tell a reader nothing: figures, kana of one or two, single characters."""


class Shown(NamedTuple):
    """One reason: what it is about, the details, and its share of the match in percent, below 0 when it is against."""

    label: str
    detail: str
    percent: int


def strength(match: Match) -> str:
    """How well it fits, in a word."""
    common = text_of(match)
    if common >= CLOSE:
        return _("よく合いそう")
    return _("合いそう") if common >= WELL else _("関係がありそう")


def reasons(match: Match, initiatives: Mapping[int, str]) -> list[Shown]:
    """All reasons, those that weigh most first."""
    shares: dict[str, float] = {}
    details: dict[str, str] = {}
    for reason in match.reasons:
        name = "words" if reason.name == "writing" else reason.name
        shares[name] = shares.get(name, 0.0) + reason.share
        if reason.name != "writing":
            details[name] = reason.detail
    found = [
        _shown(match.kind, name, details.get(name, ""), share, initiatives) for name, share in shares.items()
    ]
    return sorted((one for one in found if one.percent), key=lambda one: -abs(one.percent))


def common_words(match: Match) -> str:
    """The words that both texts use and few others do."""
    found = [reason.detail for reason in match.reasons if reason.name == "words"]
    return _("、").join(_telling("、".join(found)))


def _shown(kind: str, name: str, detail: str, share: float, initiatives: Mapping[int, str]) -> Shown:
    fits = share > 0
    words: dict[str, Callable[[], tuple[str, str]]] = {
        "words": lambda: (_("文章"), _("共通する言葉 %(words)s", words=_("、").join(_telling(detail)))),
        "ideas": lambda: (_("話題"), _("、").join(detail.split("、")[:SHOWN_IDEAS])),
        "initiative": lambda: (_("取組"), _named(detail, initiatives)),
        "network": lambda: (_("ネットワーク"), _network(detail)),
        "scale": lambda: (_("規模"), _scale(kind, detail, fits=fits)),
        "budget": lambda: (_("予算"), _budget(detail, fits=fits)),
        "references": lambda: (_("利用実績"), _("%(n)s件", n=detail)),
    }
    return Shown(*words[name](), round(100 * share))


def _telling(detail: str) -> list[str]:
    return [word for word in detail.split("、") if not _PLAIN.match(word)][:SHOWN_WORDS]


def _named(detail: str, initiatives: Mapping[int, str]) -> str:
    numbers = [int(number) for number in detail.split("、") if number]
    named = [initiatives[number] for number in numbers if number in initiatives]
    return _("、").join(named) if named else _("%(n)s件", n=len(numbers))


def _network(detail: str) -> str:
    if not detail:
        return _("同じネットワークがない")
    return _("、").join(str(NETWORK_LABELS[one]) for one in detail.split("、"))


def _scale(kind: str, detail: str, *, fits: bool) -> str:
    size = _("人口%(n)s人", n=detail)
    if kind == "case":
        return _("%(size)sに近い市町村", size=size) if fits else _("%(size)sとは規模が違う", size=size)
    return _("%(size)sに対応", size=size) if fits else _("%(size)s向けの価格がない", size=size)


def _budget(detail: str, *, fits: bool) -> str:
    price = show_yen(int(detail.replace(",", "")))
    if fits:
        return _("年額%(price)sから、予算の範囲内", price=price)
    return _("年額%(price)sから、予算を超える", price=price)


def briefly(match: Match, initiatives: Mapping[int, str]) -> list[str]:
    """The few reasons that weigh most, each in a phrase."""
    found = [one for one in reasons(match, initiatives) if one.percent > 0][:BRIEF]
    return [
        _("%(label)s（%(detail)s）", label=one.label, detail=one.detail) if one.detail else one.label
        for one in found
    ]


def effect(sinking: Sinking) -> str:
    """What earlier feedback did to this need, in a sentence."""
    percent = round(100 * (1 - sinking.factor))
    return _(
        "前回の「%(reason)s」（%(n)s件）により、順位の点数を%(percent)s%%下げています。",
        reason=HIDE_LABELS[sinking.reason],
        n=sinking.count,
        percent=percent,
    )


def rule_in_words() -> str:
    """The rule itself."""
    return _(
        "同じ理由1件につき点数を%(step)s%%、最大%(most)s%%下げます。外したニーズを戻すと、その分も元に戻ります。",
        step=round(100 * STEP),
        most=show_number(round(100 * STEP * MOST)),
    )


def moved(found: Iterable[ForUs]) -> list[str]:
    """For each reason given earlier, how many of the needs now suggested it lowers."""
    counts = Counter(sinking.reason for one in found for sinking in one.sinkings)
    return [
        _(
            "前回の「%(reason)s」により、%(n)s件のニーズの順位を下げています。",
            reason=HIDE_LABELS[reason],
            n=counts[reason],
        )
        for reason in HideReason
        if counts[reason]
    ]
