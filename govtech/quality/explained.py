"""Findings that are right to stay: explained by a person, until the text they speak about changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from govtech.quality.findings import Finding, digest, warnings
from govtech.specifications.template_format import Explanation, Template


class Reason(NamedTuple):
    """Why a finding stays, who said so, and when (as it is shown)."""

    why: str
    by: str
    at: object


@dataclass(frozen=True)
class Review:
    """What a check found: what is left to do, and what is explained."""

    left: Sequence[Finding]
    explained: Sequence[tuple[Finding, Reason]]

    @property
    def warnings(self) -> list[Finding]:
        """Warnings that nobody has explained."""
        return warnings(self.left)

    @property
    def hints(self) -> list[Finding]:
        """Findings that may be left."""
        heavy = {one.key for one in self.warnings}
        return [one for one in self.left if one.key not in heavy]

    @property
    def digest(self) -> str:
        """One hash over the warnings that are left: what a person saw before deciding."""
        return digest(self.warnings)


def review(
    findings: Iterable[Finding],
    template: Template,
    shipped: Iterable[Explanation] = (),
    said: Mapping[str, Reason] | None = None,
) -> Review:
    """Findings with what was said about them: `said` by their keys, `shipped` with a template by their words."""
    reasons, known = said or {}, list(shipped)
    left, explained = [], []
    for finding in findings:
        reason = reasons.get(finding.key) or _shipped(finding, known, template)
        if reason is None:
            left.append(finding)
        else:
            explained.append((finding, reason))
    return Review(left, explained)


def _shipped(finding: Finding, known: Sequence[Explanation], template: Template) -> Reason | None:
    for one in known:
        if _about(one, finding) and (not one.excerpt or one.excerpt in _text(template, finding)):
            return Reason(one.why, one.by, one.on)
    return None


def _about(one: Explanation, finding: Finding) -> bool:
    said = (one.kind, one.place, one.field, one.word)
    return said == (finding.kind.value, finding.place, finding.field, finding.word)


def _text(template: Template, finding: Finding) -> str:
    for section in template.walk():
        if section.id == finding.place and finding.field == "body":
            return section.body
        for item in section.items:
            if item.id == finding.place:
                return str(getattr(item, finding.field, ""))
    return next((one.default for one in template.parameters if one.name == finding.place), "")


def unfitting(findings: Iterable[Finding], shipped: Iterable[Explanation]) -> list[Explanation]:
    """Explanations that no finding asks for any more."""
    listed = list(findings)
    return [one for one in shipped if not any(_about(one, finding) for finding in listed)]
