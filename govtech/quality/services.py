"""Keeping the list that specifications are checked by. Callers own the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.quality.models import ABBREVIATIONS, WITH_PHRASES, QualityRule, RuleKind
from govtech.quality.trying import tried
from govtech.quality.wording import Rule, folded

MOST_PHRASES = 200
LONGEST_PHRASE = 60
FIXED = frozenset({RuleKind.CATEGORY})
"""Kinds whose entries can only be turned on and off: the six categories are part of the form of a specification."""


@dataclass(frozen=True)
class RuleData:
    """An entry as typed: `phrases` one a line."""

    word: str
    phrases: str = ""
    why: str = ""
    instead: str = ""
    active: bool = True
    sure: bool = False
    """Whether it is to be kept though it finds a great deal in the standard templates."""


def add(actor: Actor, kind: RuleKind, data: RuleData) -> QualityRule:
    """Put an entry on the list. Invalid for kinds whose entries are fixed, and for a word that says nothing.

    That is: one without letters, one that is there in another spelling, one that marks what is written with care.
    """
    authorise(actor, "quality:edit")
    if kind in FIXED:
        raise Invalid(_("この種類には加えられません。点検するかどうかを切り替えてください。"))
    values = _values(kind, data)
    _new_to_the_list(kind, values["word"])
    _narrow(kind, values, sure=data.sure)
    rule = QualityRule(kind=kind, **values)
    session.add(rule)
    session.flush()
    record(actor, "quality_rule.added", rule, {"word": [None, f"{kind.value}: {rule.word}"]})
    return rule


def change(actor: Actor, rule: QualityRule, data: RuleData, *, expected_version: int) -> None:
    """State an entry anew. Conflict when somebody else was faster."""
    authorise(actor, "quality:edit")
    if rule.version != expected_version:
        raise Conflict(_("編集している間に、ほかの人が変更しました。最新の内容は上に表示しています。"))
    values = _values(rule.kind, data)
    if rule.kind in FIXED:
        values["word"] = rule.word
    before = {name: getattr(rule, name) for name in values}
    changes = compared(before, values)
    if not changes:
        return
    if changes.keys() & {"word", "phrases", "active"}:
        _narrow(rule.kind, values, sure=data.sure)
    for name, value in values.items():
        setattr(rule, name, value)
    session.flush()
    record(
        actor, "quality_rule.changed", rule, {name: [*map(_plain, pair)] for name, pair in changes.items()}
    )


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "○" if value else "×"
    return "、".join(value) if isinstance(value, list) else value


def _values(kind: RuleKind, data: RuleData) -> dict[str, Any]:
    phrases = list(dict.fromkeys(line.strip() for line in (data.phrases or "").splitlines() if line.strip()))
    if len(phrases) > MOST_PHRASES or any(len(phrase) > LONGEST_PHRASE for phrase in phrases):
        raise Invalid(
            _("%(n)s行まで、1行%(m)s文字までで書いてください。", n=MOST_PHRASES, m=LONGEST_PHRASE),
            field="phrases",
        )
    word = data.word.strip()
    if not any(letter.isalnum() for letter in word):
        raise Invalid(_("文字を含む言葉にしてください。"), field="word")
    spelled = folded(word).casefold()
    idle = [phrase for phrase in phrases if spelled not in folded(phrase).casefold()]
    if idle and word != ABBREVIATIONS and kind in WITH_PHRASES - {RuleKind.CHAPTER}:
        message = _(
            "「%(phrase)s」は「%(word)s」を含まないので、書いても変わりません。", phrase=idle[0], word=word
        )
        raise Invalid(message, field="phrases")
    return {
        "word": word,
        "phrases": phrases if kind in WITH_PHRASES else [],
        "why": data.why or "",
        "instead": data.instead or "",
        "active": data.active,
    }


def _new_to_the_list(kind: RuleKind, word: str) -> None:
    """The same word in full-width letters or another case is the same word."""
    wanted = folded(word).casefold()
    for known in session.scalars(sa.select(QualityRule.word).where(QualityRule.kind == kind)):
        if known != word and folded(known).casefold() == wanted:
            raise Invalid(_("「%(word)s」が、すでに一覧にあります。", word=known), field="word")


def _narrow(kind: RuleKind, values: dict[str, Any], *, sure: bool) -> None:
    if sure or not values["active"] or values["word"] == ABBREVIATIONS:
        return
    found = tried(Rule(kind, values["word"], tuple(values["phrases"])))
    if found.too_broad:
        message = _(
            "「%(word)s」は、標準仕様書ひな形の%(n)sか所に当たります（例：%(example)s）。言葉を長くするか、当たってよいときは「多く当たっても使う」を選んでください。",
            word=values["word"],
            n=found.times,
            example=found.examples[0],
        )
        raise Invalid(message, field="word")
