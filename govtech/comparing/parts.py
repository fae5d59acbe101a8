"""The ways from a specification and a template to what they can be compared with."""

from __future__ import annotations

from flask import url_for

from govtech.core.errors import NotFound
from govtech.core.parts import Part
from govtech.core.policy import Actor
from govtech.core.words import gettext as _
from govtech.drafting import origins, queries
from govtech.drafting.models import Specification
from govtech.specifications import queries as templates
from govtech.specifications.template_format import Template


def of_specification(actor: Actor, specification: Specification) -> Part:
    """With the version before it, with the template it began from, with any other."""
    ways = []
    if specification.previous_id:
        try:
            before = queries.get(actor, specification.previous_id)
            ways.append((_("一つ前の版（第%(n)s版）との違い", n=before.number), before.id, specification.id))
        except NotFound:
            pass
    if began := origins.template_of(specification):
        slug, version = began
        words = _("もとのひな形（第%(version)s版）との違い", version=version)
        if any(row.version == version for row in templates.versions(slug)):
            ways.append((words, f"template:{slug}:{version}", specification.id))
    return _part(ways, specification.id)


def of_template(_actor: Actor, template: Template) -> Part:
    """With the version before it, with a specification."""
    here = f"template:{template.slug}:{template.version}"
    versions = [row.version for row in templates.versions(template.slug)]
    earlier = versions[versions.index(template.version) + 1 :] if template.version in versions else []
    ways = [
        (_("第%(version)s版との違い", version=version), f"template:{template.slug}:{version}", here)
        for version in earlier[:1]
    ]
    return _part(ways, here)


def _part(ways: list[tuple[str, str, str]], here: str) -> Part:
    links = [(words, url_for("comparing.compare", left=left, right=right)) for words, left, right in ways]
    return Part("comparing/part.html", {"links": links, "pick": url_for("comparing.compare", left=here)})
