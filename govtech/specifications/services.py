"""Bringing templates in from their folders; a version that is in never changes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import sqlalchemy as sa

from govtech.core.db import new_id, session
from govtech.core.errors import Invalid
from govtech.core.importing import Report
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.knowledge import reference_queries
from govtech.specifications import queries, template_reading
from govtech.specifications.models import (
    SpecTemplate,
    TemplateItem,
    TemplateParameter,
    TemplateSection,
    template_initiative,
)
from govtech.specifications.template_checks import SPEC
from govtech.specifications.template_format import Section, Template, TemplateError, version_rank


def import_templates(actor: Actor, folder: Path) -> Report:
    """Take in every template of a folder (or the one that it is); refused ones leave the others as they are.

    New: a template not known before; changed: a new version of a known one. What changed without a new
    version number is refused. Invalid when the folder holds no template at all.
    """
    authorise(actor, "template:import")
    report = Report()
    paths = _template_folders(folder)
    if not paths:
        raise Invalid(
            _(
                "%(folder)sにひな形がありません。spec.toml のあるフォルダーの親を指定してください。",
                folder=folder,
            )
        )
    initiatives = set(reference_queries.initiative_names())
    for path in paths:
        try:
            template = template_reading.load(path)
            _check_initiatives(template, initiatives)
            _take(actor, template, report)
        except (TemplateError, Invalid) as error:
            report.refuse(path.name, " / ".join(str(error).splitlines()))
    return report


def _template_folders(folder: Path) -> list[Path]:
    if (folder / SPEC).is_file():
        return [folder]
    return template_reading.folders(folder) if folder.is_dir() else []


def _check_initiatives(template: Template, known: set[int]) -> None:
    unknown = sorted(set(template.initiatives) - known)
    if unknown:
        raise Invalid(
            _(
                "spec.toml initiatives: 取組の番号 %(numbers)s はありません。取組の一覧の番号にしてください。",
                numbers="、".join(map(str, unknown)),
            )
        )


def _take(actor: Actor, template: Template, report: Report) -> None:
    same = queries.known(template.slug, version_rank(template.version))
    if same is not None and same.content_hash == template.content_hash:
        _explain(actor, same, template, report)
        return
    if same is not None:
        raise Invalid(
            _(
                "第%(version)s版は取込み済みで、内容が異なります。version を上げて取り込んでください（共通のファイルを変えたときも同じです）。",
                version=template.version,
            )
        )
    if _add(actor, template) is None:
        report.new += 1
    else:
        report.changed += 1


def add_version(actor: Actor, template: Template) -> SpecTemplate:
    """Store a version that was made here; Invalid beside `version` when there is that one or a higher one already."""
    authorise(actor, "template:import")
    _check_initiatives(template, set(reference_queries.initiative_names()))
    newest = queries.newest(template.slug)
    if newest is not None and newest.rank >= version_rank(template.version):
        raise Invalid(
            _("第%(version)s版より大きい番号にしてください。", version=newest.version), field="version"
        )
    _add(actor, template)
    return queries.find(template.slug, template.version)


def _add(actor: Actor, template: Template) -> SpecTemplate | None:
    """Store a version and say so; the version that was the newest until then."""
    earlier = queries.newest(template.slug)
    row = _store(template)
    record(actor, "spec_template.imported", row, {"version": [earlier and earlier.version, template.version]})
    if earlier is not None and earlier.rank < row.rank:
        record(actor, "spec_template.superseded", earlier, {"version": [earlier.version, row.version]})
    return earlier


def _explain(actor: Actor, row: SpecTemplate, template: Template, report: Report) -> None:
    """Take in what is said about a text that did not change."""
    stated = [asdict(explanation) for explanation in template.explanations]
    if row.explanations == stated:
        report.unchanged += 1
        return
    changes = {"explanations": [len(row.explanations), len(stated)]}
    row.explanations = stated
    record(actor, "spec_template.explained", row, changes)
    report.changed += 1


def _store(template: Template) -> SpecTemplate:
    row = SpecTemplate(
        id=new_id(),
        slug=template.slug,
        version=template.version,
        rank=version_rank(template.version),
        title=template.title,
        kana=template.kana,
        summary=template.summary,
        updated=template.updated,
        sources=[asdict(source) for source in template.sources],
        content_hash=template.content_hash,
        explanations=[asdict(explanation) for explanation in template.explanations],
    )
    session.add(row)
    session.flush()
    session.execute(
        sa.insert(template_initiative),
        [{"template_id": row.id, "initiative_number": number} for number in template.initiatives],
    )
    _store_sections(row.id, template)
    session.add_all(
        TemplateParameter(
            template_id=row.id, place=place, **asdict(parameter) | {"choices": list(parameter.choices)}
        )
        for place, parameter in enumerate(template.parameters)
    )
    session.flush()
    return row


def _store_sections(template_id: str, template: Template) -> None:
    """Sections first, parents before their children, then the items that point to them."""
    rows: list[tuple[TemplateSection, Section]] = []
    for chapter in template.sections:
        parent = _section_row(template_id, None, len(rows), chapter)
        rows.append((parent, chapter))
        for section in chapter.sections:
            rows.append((_section_row(template_id, parent.id, len(rows), section), section))
    for row, _section in rows:
        session.add(row)
        if row.parent_id is None:
            session.flush()
    session.flush()
    place = 0
    for row, section in rows:
        for item in section.items:
            values = asdict(item) | {"layers": list(item.layers)}
            session.add(
                TemplateItem(
                    template_id=template_id, section_id=row.id, place=place, key=values.pop("id"), **values
                )
            )
            place += 1


def _section_row(template_id: str, parent_id: str | None, place: int, section: Section) -> TemplateSection:
    return TemplateSection(
        id=new_id(),
        template_id=template_id,
        parent_id=parent_id,
        place=place,
        key=section.id,
        title=section.title,
        body=section.body,
    )
