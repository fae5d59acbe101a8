"""The facts an organisation registers once: in words for every form that needs them, and put in place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from govtech.core.journal import compared
from govtech.core.show import show_date, show_number, show_yen
from govtech.core.words import Text, lazy
from govtech.core.words import gettext as _
from govtech.organisations.models import Organisation

LABELS: Mapping[str, Text] = {
    "name": lazy("名称"),
    "corporate_number": lazy("法人番号"),
    "postal_code": lazy("郵便番号"),
    "address": lazy("所在地"),
    "representative": lazy("代表者"),
    "founded_on": lazy("設立"),
    "capital_yen": lazy("資本金"),
    "employees": lazy("従業員・職員の数"),
    "invoice_number": lazy("インボイスの登録番号"),
    "capabilities": lazy("できること・得意な分野"),
    "website": lazy("ウェブサイト"),
    "contact": lazy("連絡先"),
    "kana": lazy("フリガナ"),
    "description": lazy("紹介"),
}


class Fact(NamedTuple):
    """One fact: its name in the table, its label and its value in words."""

    name: str
    label: str
    value: str


def facts(organisation: Organisation) -> list[Fact]:
    """What an organisation registered, in words, without what it left open: for every form that would ask for it."""
    names = tuple(LABELS)[: tuple(LABELS).index("kana")]
    told = [Fact(name, str(LABELS[name]), in_words(name, getattr(organisation, name))) for name in names]
    return [fact for fact in told if fact.value]


def in_words(name: str, value: Any) -> str:
    """The value of a fact as people read it; "" for what is not stated."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, list | tuple):
        return "、".join(value)
    if name == "capital_yen":
        return show_yen(value)
    if name == "employees":
        return _("%(n)s人", n=show_number(value))
    return f"〒{value}" if name == "postal_code" else str(value)


def put(organisation: Organisation, after: Mapping[str, Any]) -> dict[str, Any]:
    """Make the organisation state these values; what changed, in the journal's form."""
    changes = compared({name: getattr(organisation, name) for name in after}, after)
    for name in changes:
        setattr(organisation, name, after[name])
    return {name: [_plain(value) for value in pair] for name, pair in changes.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
