"""Slips in the text itself, whatever it asks for: left to fill in, pointing nowhere, impossible dates, unexplained letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govtech.quality import abbreviating, dating, pointing
from govtech.quality.findings import Finding, FindingKind, Thing, found
from govtech.quality.models import ABBREVIATIONS, RuleKind
from govtech.quality.pending import pending
from govtech.quality.wording import Lists, around, folded, sentences_with
from govtech.specifications.template_format import Section, Template

Where = tuple[Thing, str]
_TERMS = re.compile(r"用語|定義|略語")
_ANNEX = re.compile(r"^(?:別紙|別表|別添|付録|参考|様式)")


class Slips:
    """Looks at one text after another; an abbreviation is told at its first place only."""

    def __init__(self, template: Template, lists: Lists) -> None:
        sections = list(template.walk())
        texts = [text for text in template.texts() if text]
        self._today = template.updated
        self._targets = pointing.Targets(
            len(template.sections),
            frozenset(item.id for item in template.items),
            pointing.annexes(text for one in sections for text in (one.title, one.body)),
        )
        rule = lists.by_word.get((RuleKind.VAGUE, ABBREVIATIONS))
        terms = (one.body for one in sections if _TERMS.search(one.title))
        self._known: set[str] | None = None
        if rule:
            listed = {folded(phrase) for phrase in rule.phrases} | abbreviating.within(
                lists.words(RuleKind.PRODUCT)
            )
            self._known = abbreviating.with_bare(listed | abbreviating.defined(texts, terms))

    def section(self, section: Section) -> Iterator[Finding]:
        """Slips in the title and the body of a section."""
        where = (Thing.SECTION, section.id)
        yield from self.text(where, "title", section.title, form=True)
        yield from self.text(where, "body", section.body, form=True)
        if not _ANNEX.match(section.title):
            yield from self._letters(where, "body", section.body)

    def item(self, where: Where, field: str, text: str) -> Iterator[Finding]:
        """Slips in a text of a requirement."""
        yield from self.text(where, field, text)
        yield from self._letters(where, field, text)

    def text(self, where: Where, field: str, text: str, *, form: bool = False) -> Iterator[Finding]:
        """Slips in any text; `form`: it may have places for others to fill in."""
        if not text:
            return
        for kind, places in (
            (FindingKind.PENDING, pending(text, form=form)),
            (FindingKind.REFERENCE, self._targets.lost(text)),
            (FindingKind.DATE, dating.wrong_dates(text, self._today)),
        ):
            for hit in dict(places).items():
                yield _found(kind, where, field, text, hit)

    def _letters(self, where: Where, field: str, text: str) -> Iterator[Finding]:
        if self._known is None:
            return
        for word, at in abbreviating.abbreviations(text):
            if not abbreviating.explained(word, self._known):
                self._known.add(word)
                yield _found(FindingKind.ABBREVIATION, where, field, text, (word, at))


def _found(kind: FindingKind, where: Where, field: str, text: str, hit: tuple[str, int]) -> Finding:
    word, at = hit
    about = sentences_with(text, word) if field == "body" else text
    excerpt = around(folded(text), at, at + len(word))
    return found(kind, *where, field=field, word=word, excerpt=excerpt, text=about)
