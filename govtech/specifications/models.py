"""Tables of standard specification templates: every version is kept, and a version never changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.specifications.template_format import Kind, Level, ParameterType

template_initiative = sa.Table(
    "template_initiative",
    Base.metadata,
    sa.Column("template_id", sa.ForeignKey("spec_template.id"), primary_key=True),
    sa.Column("initiative_number", sa.ForeignKey("initiative.number"), primary_key=True, index=True),
)


class SpecTemplate(Base):
    """One version of a template. `rank` sorts versions as people count; the latest is the highest of a slug."""

    __tablename__ = "spec_template"
    __table_args__ = (sa.UniqueConstraint("slug", "version"), sa.UniqueConstraint("slug", "rank"))

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[str] = mapped_column(sa.String(20))
    rank: Mapped[int] = mapped_column(sa.BigInteger)
    title: Mapped[str] = mapped_column(sa.String(80))
    kana: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(400))
    updated: Mapped[date]
    sources: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    explanations: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list, server_default="[]")
    imported_at: Mapped[datetime] = mapped_column(default=now)


class TemplateSection(Base):
    """A chapter, or a section of one (`parent_id`); `place` counts through the whole template."""

    __tablename__ = "template_section"
    __table_args__ = (sa.UniqueConstraint("template_id", "key"),)

    id: Mapped[Id]
    template_id: Mapped[str] = mapped_column(sa.ForeignKey(SpecTemplate.id), index=True)
    parent_id: Mapped[str | None] = mapped_column(sa.ForeignKey("template_section.id"))
    place: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(80))
    body: Mapped[str] = mapped_column(sa.Text)


class TemplateItem(Base):
    """A requirement item of a section."""

    __tablename__ = "template_item"
    __table_args__ = (sa.UniqueConstraint("template_id", "key"),)

    id: Mapped[Id]
    template_id: Mapped[str] = mapped_column(sa.ForeignKey(SpecTemplate.id), index=True)
    section_id: Mapped[str] = mapped_column(sa.ForeignKey(TemplateSection.id))
    place: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[Kind]
    level: Mapped[Level]
    text: Mapped[str] = mapped_column(sa.Text)
    condition: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    method: Mapped[str] = mapped_column(sa.Text, default="")
    remedy: Mapped[str] = mapped_column(sa.Text, default="")
    layers: Mapped[list[str]]


class TemplateParameter(Base):
    """A value that a municipality fills."""

    __tablename__ = "template_parameter"
    __table_args__ = (sa.UniqueConstraint("template_id", "name"),)

    id: Mapped[Id]
    template_id: Mapped[str] = mapped_column(sa.ForeignKey(SpecTemplate.id), index=True)
    place: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[str] = mapped_column(sa.String(60))
    type: Mapped[ParameterType]
    unit: Mapped[str] = mapped_column(sa.String(20), default="")
    default: Mapped[str] = mapped_column(sa.String(200), default="")
    help: Mapped[str] = mapped_column(sa.String(300), default="")
    choices: Mapped[list[str]]
