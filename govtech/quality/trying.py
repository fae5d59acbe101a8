"""What an entry of the list would find in the standard templates, told before it is kept: they are written with care."""

from __future__ import annotations

from typing import NamedTuple

from govtech.quality.models import ABBREVIATIONS, QualityRule, RuleKind
from govtech.quality.wording import Rule, Words
from govtech.specifications import queries as templates

MOST = 30
"""Findings in the standard templates above which an entry is more likely too broad than they are wrong."""
_EXAMPLES = 3
FOUND_BY_WORD = frozenset({RuleKind.VAGUE, RuleKind.PRODUCT, RuleKind.WEAK, RuleKind.STRONG})


class Tried(NamedTuple):
    """How many texts a word is found in, and some of the places with what stands around."""

    times: int
    examples: tuple[str, ...] = ()

    @property
    def too_broad(self) -> bool:
        """Whether it would mark what nobody has to change."""
        return self.times > MOST


def tried(rule: Rule) -> Tried:
    """The texts of the latest versions of all templates in which an entry would be found; two queries."""
    if rule.kind not in FOUND_BY_WORD:
        return Tried(0)
    words = Words([rule])
    hits = [hit.excerpt for text in templates.latest_texts() for hit in words.find(text)]
    return Tried(len(hits), tuple(dict.fromkeys(hits))[:_EXAMPLES])


def tried_entry(entry: QualityRule) -> Tried | None:
    """The same for an entry that is kept; nothing for those that are not found by their own word."""
    if entry.kind not in FOUND_BY_WORD or entry.word == ABBREVIATIONS:
        return None
    return tried(Rule(entry.kind, entry.word, tuple(entry.phrases)))
