"""What can be put beside each other: a specification now or at a revision, or a version of a template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from govtech.agreeing import position_queries
from govtech.agreeing.position_queries import Difference
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor, can
from govtech.core.text import nfkc
from govtech.core.words import gettext as _
from govtech.drafting import origins, queries
from govtech.drafting.content import Plain, plain_of
from govtech.drafting.models import Specification, Status
from govtech.drafting.policy import takes_part, visible_to
from govtech.organisations.models import Organisation
from govtech.specifications import queries as templates

_SPECIFICATION = re.compile(r"([a-z0-9]{1,16})(?:@(\d{1,6}))?")
_TEMPLATE = re.compile(r"template:([a-z0-9-]{1,60})(?::([0-9.]{1,20}))?")
MOST = 30
"""Specifications that the picker shows at once."""


@dataclass(frozen=True)
class Side:
    """One of two texts: its address, what it is called, which version, the path of its page, its content."""

    address: str
    title: str
    label: str
    endpoint: str
    place: dict[str, Any]
    plain: Plain
    slug: str = ""
    """Of the template that a specification began from."""
    earlier: frozenset[str] = frozenset()
    """Addresses of the versions of the same text before it."""


def side(actor: Actor, address: str) -> Side:
    """The text of an address such as `k3f…`, `k3f…@12` or `template:rpa:1.0`; NotFound for what the actor may not read.

    A revision is for those who write the text; the others read it as it stands.
    """
    if found := _TEMPLATE.fullmatch(address):
        return _of_template(*found.groups())
    if found := _SPECIFICATION.fullmatch(address):
        return _of_specification(actor, queries.get(actor, found[1]), found[2])
    raise NotFound


def _of_template(slug: str, version: str | None) -> Side:
    template = templates.content(templates.find(slug, version))
    return Side(
        f"template:{slug}:{template.version}",
        template.title,
        _("ひな形 第%(version)s版", version=template.version),
        "templates.show",
        {"slug": slug, "version": template.version},
        plain_of(template),
    )


def _of_specification(actor: Actor, one: Specification, revision: str | None) -> Side:
    if revision is not None and not can(actor, "specification:edit", one):
        raise NotFound
    plain = queries.content(one) if revision is None else queries.content_at(one, int(revision))
    return Side(
        one.id if revision is None else f"{one.id}@{revision}",
        one.title,
        version_of(one.number, int(revision or one.revision)),
        "specifications.show",
        {"specification_id": one.id},
        plain,
        (origins.template_of(one) or ("",))[0],
        frozenset(origins.earlier_versions(one)),
    )


def own(actor: Actor, side: Side) -> list[Difference]:
    """Where single municipalities differ from the text as it stands: everybody's once it is fixed, until then theirs."""
    if not (found := _SPECIFICATION.fullmatch(side.address)) or found[2]:
        return []
    one = queries.get(actor, found[1])
    open_ = one.number or takes_part(actor, one) or actor.is_coordinator
    return position_queries.annex(one) if open_ else []


def version_of(number: int | None, revision: int) -> str:
    """Which version of a specification it is, in words."""
    return _("第%(n)s版", n=number) if number else _("作成中（変更%(n)s）", n=revision)


def specifications(actor: Actor, q: str = "", *, fixed: bool = False) -> Rows:
    """id, title, number, revision, origin and organisation of those the actor may read, the latest first.

    With `fixed` those that are in force: fixed, and not superseded by a later version.
    """
    statement = (
        sa.select(
            Specification.id,
            Specification.title,
            Specification.number,
            Specification.revision,
            Specification.origin,
            Specification.initiatives,
            Organisation.name.label("organisation"),
        )
        .join(Organisation, Organisation.id == Specification.organisation_id)
        .where(visible_to(actor))
    )
    if fixed:
        statement = statement.where(Specification.status == Status.AGREED)
    for word in q.split()[:8]:
        statement = statement.where(Specification.title.icontains(word, autoescape=True))
    return session.execute(
        statement.order_by(Specification.listed_at.desc(), Specification.id).limit(MOST)
    ).all()


def template_versions(q: str = "") -> list[Any]:
    """The latest version of each template whose title has the words, by reading."""
    words = nfkc(q).split()
    return [row for row in templates.listing() if all(word in nfkc(row.title) for word in words)]
