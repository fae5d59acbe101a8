"""The template that a text began from: its own origin, or that of an earlier text it was made from."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from govtech.core.db import session
from govtech.drafting.models import Specification
from govtech.specifications.template_format import VERSION

_FARTHEST = 20
"""How many earlier specifications are looked through for the template that it all began from."""


def template_in(origin: str) -> tuple[str, str] | None:
    """Slug and version when an origin names a template."""
    kind, _colon, rest = origin.partition(":")
    slug, _colon, version = rest.partition(":")
    return (slug, version) if kind == "template" and VERSION.fullmatch(version) else None


def began(specification: Specification) -> Specification | None:
    """The specification that states the template: this one, or one that it was made from."""
    one: Specification | None = specification
    for _step in range(_FARTHEST):
        if one is None:
            return None
        kind, _colon, rest = one.origin.partition(":")
        if kind == "template":
            return one if template_in(one.origin) else None
        one = session.get(Specification, rest) if kind == "specification" else None
    return None


def template_of(specification: Specification) -> tuple[str, str] | None:
    """Slug and version of the template that the text began from."""
    found = began(specification)
    return template_in(found.origin) if found else None


def slugs(origins: Mapping[str, str]) -> dict[str, str]:
    """Slugs of the templates that many texts began from, by their ids; one query a generation."""
    found: dict[str, str] = {}
    left = dict(origins)
    for _step in range(_FARTHEST):
        found |= {key: named[0] for key, origin in left.items() if (named := template_in(origin))}
        asked = {
            key: origin.partition(":")[2]
            for key, origin in left.items()
            if origin.startswith("specification:")
        }
        if not asked:
            break
        wanted = sa.select(Specification.id, Specification.origin).where(
            Specification.id.in_(set(asked.values()))
        )
        earlier = {row.id: row.origin for row in session.execute(wanted)}
        left = {key: earlier[id_] for key, id_ in asked.items() if id_ in earlier}
    return found


def earlier_versions(specification: Specification) -> set[str]:
    """Ids of the versions of the same text before this one."""
    found: set[str] = set()
    one: Specification | None = specification
    while one is not None and one.previous_id and one.previous_id not in found and len(found) < _FARTHEST:
        found.add(one.previous_id)
        one = session.get(Specification, one.previous_id)
    return found
