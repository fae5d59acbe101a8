"""The list that the check of specifications works by: words, names, categories and chapters, kept by coordinators."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.db import Base, Id
from govtech.core.errors import CONSTRAINTS
from govtech.core.words import Text, lazy


class RuleKind(enum.StrEnum):
    """What an entry of the list is for."""

    VAGUE = "vague"
    PRODUCT = "product"
    EXCUSE = "excuse"
    WEAK = "weak"
    STRONG = "strong"
    CATEGORY = "category"
    CHAPTER = "chapter"
    NARRATIVE = "narrative"


RULE_KIND_LABELS: Mapping[RuleKind, Text] = {
    RuleKind.VAGUE: lazy("測れない言葉"),
    RuleKind.PRODUCT: lazy("製品や会社の名"),
    RuleKind.EXCUSE: lazy("製品の名を挙げてよい言い方"),
    RuleKind.WEAK: lazy("必須の要件に合わない言い方"),
    RuleKind.STRONG: lazy("推奨・任意の要件に合わない言い方"),
    RuleKind.CATEGORY: lazy("なくてはならない非機能要件の分類"),
    RuleKind.CHAPTER: lazy("なくてはならない章"),
    RuleKind.NARRATIVE: lazy("言葉を点検しない章"),
}
RULE_KIND_NOTES: Mapping[RuleKind, Text] = {
    RuleKind.VAGUE: lazy("読む人によって意味が変わり、満たしたかどうかを確かめられない言葉です。"),
    RuleKind.PRODUCT: lazy("特定の製品や会社だけが満たせる条件は、競争を妨げます。条件で書き表します。"),
    RuleKind.EXCUSE: lazy("同じ文にこの言い方があれば、製品や会社の名を挙げても指摘しません。"),
    RuleKind.WEAK: lazy("守らなくてもよいと読める言い方です。水準が「必須」の要件にあると指摘します。"),
    RuleKind.STRONG: lazy(
        "守らなければならないと読める言い方です。水準が「推奨」「任意」の要件にあると指摘します。"
    ),
    RuleKind.CATEGORY: lazy("この分類の要件が一つもないときに指摘します。"),
    RuleKind.CHAPTER: lazy("題名にこの言葉（またはほかの言い方）を含む章や節がないときに指摘します。"),
    RuleKind.NARRATIVE: lazy("題名にこの言葉を含む章は、背景や説明の文として、言葉の点検から外します。"),
}
WITH_PHRASES = frozenset({RuleKind.VAGUE, RuleKind.PRODUCT, RuleKind.WEAK, RuleKind.STRONG, RuleKind.CHAPTER})
"""Entries whose `phrases` mean something: wordings in which a word is fine, other titles of a chapter."""

ABBREVIATIONS = "説明のない略語"
"""The vague word that stands for all abbreviations; its phrases are those that need no explanation."""


class QualityRule(Base):
    """One entry of the list. `phrases`: wordings in which the word is fine; for chapters, other titles that count.

    Entries are never deleted, only turned off: what a coordinator turned off must not come back with an upgrade.
    """

    __tablename__ = "quality_rule"
    __table_args__ = (sa.UniqueConstraint("kind", "word"),)

    id: Mapped[Id]
    kind: Mapped[RuleKind]
    word: Mapped[str] = mapped_column(sa.String(40))
    phrases: Mapped[list[str]] = mapped_column(default=list)
    why: Mapped[str] = mapped_column(sa.String(300), default="")
    instead: Mapped[str] = mapped_column(sa.String(300), default="")
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


CONSTRAINTS.update(
    {
        "uq_quality_rule_kind": lazy("同じ言葉が、すでに一覧にあります。"),
        "quality_rule.kind": lazy("同じ言葉が、すでに一覧にあります。"),
    }
)
