"""The facts every installation starts with: each room's own tables, put in when the database is brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

from govtech.config import ROOT
from govtech.core.policy import SYSTEM
from govtech.knowledge import reference as knowledge
from govtech.organisations import reference as organisations
from govtech.quality import reference as quality
from govtech.specifications import services as specifications


def load() -> Iterator[str]:
    """Put in what is missing; a line for each part. May be repeated."""
    organisations.load()
    yield "organisations: ok"
    knowledge.load()
    yield "knowledge: ok"
    quality.load()
    yield "quality: ok"
    report = specifications.import_templates(SYSTEM, ROOT / "spec_templates")
    yield from (f"templates: {line}" for line in report.lines())
