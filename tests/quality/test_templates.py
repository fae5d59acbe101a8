"""Every template that lies in spec_templates/ passes the check: what is left to point at is explained beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from govtech.config import ROOT
from govtech.quality import builtin
from govtech.quality.checking import check
from govtech.quality.explained import review, unfitting
from govtech.quality.findings import FindingKind
from govtech.specifications import template_reading
from govtech.specifications.template_explanations import FILE
from govtech.specifications.template_format import Explanation, Kind, Template, TemplateError
from govtech.specifications.template_text import values_for
from govtech.specifications.template_writing import to_files
from tests.quality.texts import item, text
from tests.specifications.folder import write_template

FOLDER = ROOT / "spec_templates"
SLUGS = [path.name for path in template_reading.folders(FOLDER)]
LISTS = builtin.lists()


@cache
def load(slug: str) -> Template:
    return template_reading.load(FOLDER / slug)


def test_there_are_the_twelve_that_were_promised() -> None:
    promised = "e-application business-chat road-damage-report ai-chatbot rpa ai-ocr facility-booking minutes cashless"
    assert {*promised.split(), "e-contract", "document-management", "open-data"} <= set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_warning_is_left_unexplained(slug: str) -> None:
    template = load(slug)
    findings = check(template, values_for(template, {}), LISTS, final=False)
    left = review(findings, template, template.explanations).left
    assert [(one.kind.value, one.place, one.word, one.excerpt) for one in left] == []
    assert unfitting(findings, template.explanations) == []


def test_a_template_that_lost_something_is_noticed() -> None:
    template = load("e-application")
    kept = tuple(
        section for section in template.sections if section.id not in {"personal-data", "network-security"}
    )
    kinds = {
        (one.kind, one.word)
        for one in check(replace(template, sections=kept), values_for(template, {}), LISTS, final=False)
    }
    assert (FindingKind.CHAPTER, "個人情報") in kinds
    assert (FindingKind.NETWORK, "my_number") in kinds


# -- quality.toml

SAID = """
[[explanations]]
kind = "vague"
place = "{place}"
field = "text"
word = "適宜"
excerpt = "{excerpt}"
why = "用語の章で定めているため"
by = "事務局"
on = 2026-12-01
"""


def test_an_explanation_is_read_and_is_no_part_of_the_content(tmp_path: Path) -> None:
    path = write_template(tmp_path)
    before = template_reading.load(path)
    one = before.items[0]
    (path / FILE).write_text(SAID.format(place=one.id, excerpt=one.text[:5]), encoding="utf-8")
    after = template_reading.load(path)
    assert after.content_hash == before.content_hash
    assert after.explanations == (
        Explanation(
            "vague", one.id, "text", "適宜", one.text[:5], "用語の章で定めているため", "事務局", "2026-12-01"
        ),
    )


def test_a_template_takes_its_explanations_along(tmp_path: Path) -> None:
    template = load("document-management")
    folder = tmp_path / template.slug
    folder.mkdir()
    for name, words in to_files(template).items():
        (folder / name).write_text(words, encoding="utf-8")
    again = template_reading.load(folder)
    assert again.explanations == template.explanations != ()
    assert again.content_hash == template.content_hash


@pytest.mark.parametrize(
    ("place", "excerpt", "key"), [("NO-01", "", "place"), (None, "どこにもない文", "excerpt")]
)
def test_an_explanation_of_what_is_not_there_is_refused(
    tmp_path: Path, place: str | None, excerpt: str, key: str
) -> None:
    path = write_template(tmp_path)
    known = template_reading.load(path).items[0].id
    (path / FILE).write_text(SAID.format(place=place or known, excerpt=excerpt), encoding="utf-8")
    with pytest.raises(TemplateError) as refused:
        template_reading.load(path)
    assert [(one.file, one.place.rpartition(".")[2]) for one in refused.value.problems] == [(FILE, key)]


def test_a_whole_text_of_one_item_lacks_what_a_tender_needs() -> None:
    secure = text(item(kind=Kind.SECURITY))
    assert len([one for one in check(secure, {}, LISTS) if one.kind is FindingKind.NETWORK]) == 3
    assert secure.updated == date(2026, 12, 1)
