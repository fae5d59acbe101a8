"""What is still missing from a supplier's profile, and why a municipality would miss it."""

from __future__ import annotations

from typing import NamedTuple

from govtech.core.words import Text, lazy
from govtech.organisations.facts import LABELS
from govtech.organisations.models import Organisation

WHY: dict[str, Text] = {
    "address": lazy("府内に拠点があるか、現地で支援を受けられるかを確かめるために見られます。"),
    "representative": lazy("見積書や契約書に書く代表者として使われます。"),
    "founded_on": lazy("続けて支えてもらえるかを判断する材料になります。"),
    "capital_yen": lazy("入札参加資格や与信の確認で必ず聞かれます。"),
    "employees": lazy("支援の体制を見積もる材料になります。"),
    "invoice_number": lazy("支払いの手続きで必ず聞かれます。"),
    "capabilities": lazy("得意な分野で検索されたときに見つかるようになります。"),
    "website": lazy("詳しく知りたい人が次に見る場所です。"),
    "contact": lazy("問い合わせ先が空のソリューションと提案で使われます。"),
    "description": lazy("どのような団体かを、最初に伝える文です。"),
}
"""The facts that count, and what each is good for."""
COMPANY_ONLY = frozenset({"capital_yen", "invoice_number", "founded_on"})
"""What a civic group need not have."""


class Missing(NamedTuple):
    """A fact that was left open: its name in the form, its label, and why it helps."""

    name: str
    label: Text
    why: Text


class Completeness(NamedTuple):
    """How many of the facts that count are there, and those that are not."""

    stated: int
    asked: int
    missing: list[Missing]


def completeness(organisation: Organisation) -> Completeness:
    """How complete a supplier's profile is."""
    asked = [name for name in WHY if organisation.kind == "company" or name not in COMPANY_ONLY]
    missing = [
        Missing(name, LABELS[name], WHY[name])
        for name in asked
        if getattr(organisation, name) in (None, "", [])
    ]
    return Completeness(len(asked) - len(missing), len(asked), missing)
