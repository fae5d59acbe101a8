"""Keeping the list that specifications are checked by. Callers own the transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.quality.models import WITH_PHRASES, QualityRule, RuleKind

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


def add(actor: Actor, kind: RuleKind, data: RuleData) -> QualityRule:
    """Put an entry on the list. Invalid for kinds whose entries are fixed, and for a word without letters."""
    authorise(actor, "quality:edit")
    if kind in FIXED:
        raise Invalid(_("この種類には加えられません。点検するかどうかを切り替えてください。"))
    rule = QualityRule(kind=kind, **_values(kind, data))
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
    texts = {"why": data.why or "", "instead": data.instead or ""}
    return asdict(data) | texts | {"word": word, "phrases": phrases if kind in WITH_PHRASES else []}
