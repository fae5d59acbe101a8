"""Standard templates as the files officials work with: Word and PDF, with the values that were typed."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govtech.core.clock import wareki
from govtech.core.web import public
from govtech.documents.blocks import Document
from govtech.documents.handing import hand_out
from govtech.reading import publishing
from govtech.specifications import queries
from govtech.specifications.template_format import Template
from govtech.specifications.template_text import file_name, values_for

blueprint = Blueprint("template_files", __name__, url_prefix="/templates")


@blueprint.get("/<slug>.<any(docx, pdf):kind>")
@blueprint.get("/<slug>/<version>.<any(docx, pdf):kind>")
@public
def download(slug: str, kind: str, version: str | None = None) -> Response:
    """A version of a template as Word or PDF; Invalid when a value in the address is none."""
    template = queries.content(queries.find(slug, version))
    return hand_out(filed(template), file_name(template).removesuffix(".md"), kind)


def filed(template: Template) -> Document:
    """The document of a template, its values from the address or as the template has them; in Japanese."""
    names = {parameter.name for parameter in template.parameters}
    typed = {name: text for name, text in request.args.items() if name in names}
    facts = [("版", f"第{template.version}版"), ("更新日", wareki(template.updated))]
    return publishing.document(
        template, values_for(template, typed), subtitle="標準仕様書ひな形", facts=facts
    )
