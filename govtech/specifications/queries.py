"""Reading templates: they are public, so nobody is asked who reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.specifications.models import (
    SpecTemplate,
    TemplateItem,
    TemplateParameter,
    TemplateSection,
    template_initiative,
)
from govtech.specifications.template_format import (
    Explanation,
    Item,
    Kind,
    Layer,
    Level,
    Parameter,
    Section,
    Source,
    Template,
)

_newer = orm.aliased(SpecTemplate)
LATEST = ~sa.exists().where(_newer.slug == SpecTemplate.slug, _newer.rank > SpecTemplate.rank)
"""No higher version of the same template is known."""


@dataclass(frozen=True)
class Listed:
    """A template in a list: its latest version, what it is for, how many items of which kind and level."""

    id: str
    slug: str
    version: str
    title: str
    summary: str
    updated: object
    initiatives: tuple[int, ...]
    kinds: Mapping[Kind, int]
    levels: Mapping[Level, int]

    @property
    def items(self) -> int:
        """How many requirement items."""
        return sum(self.kinds.values())


def listing() -> list[Listed]:
    """The latest version of every template by reading, in three queries; there are a few dozen at most."""
    rows = session.execute(
        sa.select(
            SpecTemplate.id,
            SpecTemplate.slug,
            SpecTemplate.version,
            SpecTemplate.title,
            SpecTemplate.summary,
            SpecTemplate.updated,
        )
        .where(LATEST)
        .order_by(SpecTemplate.kana, SpecTemplate.slug)
    ).all()
    ids = [row.id for row in rows]
    kinds: defaultdict[str, dict[Kind, int]] = defaultdict(dict)
    levels: defaultdict[str, dict[Level, int]] = defaultdict(dict)
    for template_id, kind, level, count in _counted(ids):
        kinds[template_id][kind] = kinds[template_id].get(kind, 0) + count
        levels[template_id][level] = levels[template_id].get(level, 0) + count
    numbers = initiatives_of(ids)
    return [Listed(*row, numbers.get(row.id, ()), kinds[row.id], levels[row.id]) for row in rows]


def _counted(ids: Sequence[str]) -> Rows:
    return session.execute(
        sa.select(TemplateItem.template_id, TemplateItem.kind, TemplateItem.level, sa.func.count())
        .where(TemplateItem.template_id.in_(ids))
        .group_by(TemplateItem.template_id, TemplateItem.kind, TemplateItem.level)
    ).all()


def initiatives_of(ids: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Initiative numbers by template id."""
    found: defaultdict[str, tuple[int, ...]] = defaultdict(tuple)
    columns = template_initiative.c
    for template_id, number in session.execute(
        sa.select(columns.template_id, columns.initiative_number)
        .where(columns.template_id.in_(ids))
        .order_by(columns.initiative_number)
    ):
        found[template_id] += (number,)
    return dict(found)


def for_initiatives(numbers: Iterable[int]) -> Rows:
    """slug, title, version, summary of the latest templates for any of the initiatives, by reading."""
    wanted = sa.select(template_initiative.c.template_id).where(
        template_initiative.c.initiative_number.in_(list(numbers))
    )
    return session.execute(
        sa.select(SpecTemplate.slug, SpecTemplate.title, SpecTemplate.version, SpecTemplate.summary)
        .where(LATEST, SpecTemplate.id.in_(wanted))
        .order_by(SpecTemplate.kana, SpecTemplate.slug)
    ).all()


def find(slug: str, version: str | None = None) -> SpecTemplate:
    """One version of a template, the latest when none is named; NotFound otherwise."""
    wanted = LATEST if version is None else SpecTemplate.version == version
    found = session.scalar(sa.select(SpecTemplate).where(SpecTemplate.slug == slug, wanted))
    if found is None:
        raise NotFound
    return found


def known(slug: str, rank: int) -> SpecTemplate | None:
    """The version with that rank (1.0 and 1.0.0 are the same one) when we have it."""
    return session.scalar(sa.select(SpecTemplate).where(SpecTemplate.slug == slug, SpecTemplate.rank == rank))


def newest(slug: str) -> SpecTemplate | None:
    """The latest version of a template, if there is one."""
    return session.scalar(sa.select(SpecTemplate).where(SpecTemplate.slug == slug, LATEST))


def versions(slug: str) -> Rows:
    """version, updated, content_hash of every version of a template, newest first."""
    return session.execute(
        sa.select(SpecTemplate.version, SpecTemplate.updated, SpecTemplate.content_hash)
        .where(SpecTemplate.slug == slug)
        .order_by(SpecTemplate.rank.desc())
    ).all()


def latest_ids(ids: Iterable[str]) -> set[str]:
    """Those of the ids that are the latest version of their template."""
    return set(session.scalars(sa.select(SpecTemplate.id).where(LATEST, SpecTemplate.id.in_(list(ids)))))


def latest_texts() -> list[str]:
    """Every text that binds in the latest versions of all templates: bodies, requirements and how they are checked."""
    item = TemplateItem
    texts = sa.union_all(
        sa.select(TemplateSection.body).join(SpecTemplate).where(LATEST),
        *(
            sa.select(column).join(SpecTemplate, SpecTemplate.id == item.template_id).where(LATEST)
            for column in (item.text, item.condition, item.method, item.remedy)
        ),
    )
    return [text for text in session.scalars(texts) if text]


def content(row: SpecTemplate) -> Template:
    """Everything in one version, as it was read from its folder."""
    return Template(
        slug=row.slug,
        version=row.version,
        title=row.title,
        kana=row.kana,
        summary=row.summary,
        initiatives=initiatives_of([row.id]).get(row.id, ()),
        updated=row.updated,
        sources=tuple(Source(**source) for source in row.sources),
        parameters=_parameters(row.id),
        sections=_sections(row.id),
        explanations=tuple(Explanation(**explanation) for explanation in row.explanations),
    )


def _parameters(template_id: str) -> tuple[Parameter, ...]:
    rows = session.execute(
        sa.select(
            TemplateParameter.name,
            TemplateParameter.label,
            TemplateParameter.type,
            TemplateParameter.unit,
            TemplateParameter.default,
            TemplateParameter.help,
            TemplateParameter.choices,
        )
        .where(TemplateParameter.template_id == template_id)
        .order_by(TemplateParameter.place)
    )
    return tuple(Parameter(*row[:6], tuple(row.choices)) for row in rows)


def _sections(template_id: str) -> tuple[Section, ...]:
    items = _items(template_id)
    children: defaultdict[str | None, list[sa.Row[str, str | None, str, str, str]]] = defaultdict(list)
    for row in session.execute(
        sa.select(
            TemplateSection.id,
            TemplateSection.parent_id,
            TemplateSection.key,
            TemplateSection.title,
            TemplateSection.body,
        )
        .where(TemplateSection.template_id == template_id)
        .order_by(TemplateSection.place)
    ):
        children[row.parent_id].append(row)

    def below(parent: str | None) -> tuple[Section, ...]:
        return tuple(
            Section(row.key, row.title, row.body, tuple(items.get(row.id, ())), below(row.id))
            for row in children[parent]
        )

    return below(None)


def _items(template_id: str) -> dict[str, list[Item]]:
    """Items by section id."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for row in session.execute(
        sa.select(
            TemplateItem.section_id,
            TemplateItem.key,
            TemplateItem.kind,
            TemplateItem.level,
            TemplateItem.text,
            TemplateItem.condition,
            TemplateItem.note,
            TemplateItem.method,
            TemplateItem.remedy,
            TemplateItem.layers,
        )
        .where(TemplateItem.template_id == template_id)
        .order_by(TemplateItem.place)
    ):
        found[row.section_id].append(Item(*row[1:9], tuple(Layer(layer) for layer in row.layers)))
    return dict(found)
