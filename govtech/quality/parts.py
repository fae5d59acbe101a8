"""What pages of templates show of the check: to coordinators, the way to it."""

from __future__ import annotations

from flask import url_for

from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.specifications.template_format import Template


def of_template(actor: Actor, template: Template) -> Part | None:
    """The way to the check of this version."""
    if not can(actor, "quality:edit"):
        return None
    address = url_for("quality.template", slug=template.slug, version=template.version)
    return Part("quality/of_template.html", {"address": address})
