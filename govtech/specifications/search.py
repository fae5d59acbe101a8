"""How templates appear in search: the latest version of each, by its whole text."""

from __future__ import annotations

from collections.abc import Iterable

from govtech.core.clock import end_of_day_jst
from govtech.core.markup import plain_text
from govtech.core.policy import PUBLIC, Actor
from govtech.core.tables import Searchable
from govtech.core.words import lazy
from govtech.knowledge import reference_queries
from govtech.specifications import queries
from govtech.specifications.models import SpecTemplate
from govtech.specifications.template_text import parts, values_for
from search.documents import Document


def to_document(row: SpecTemplate) -> Document | None:
    """The latest version with its sections and items; older versions are not found."""
    if not queries.latest_ids([row.id]):
        return None
    template = queries.content(row)
    names = reference_queries.initiative_names()
    lines = []
    for part in parts(template, values_for(template, {})):
        lines += [part.title, plain_text(part.text)]
        lines += ["\n".join(filter(None, (item.id, *item.texts))) for item in part.items]
    return Document(
        key=f"template:{row.id}",
        kind="template",
        title=row.title,
        summary=row.summary,
        body="\n".join(line for line in lines if line),
        keywords=(
            row.kana,
            "標準仕様書ひな形",
            *(names[number] for number in template.initiatives if number in names),
        ),
        initiatives=template.initiatives,
        date=end_of_day_jst(row.updated),
        url=f"/templates/{row.slug}",
        tokens=frozenset({PUBLIC}),
    )


def visible(_actor: Actor, ids: Iterable[str]) -> set[str]:
    """Those of the ids that are still the latest version of their template."""
    return queries.latest_ids(ids)


SEARCHABLE = Searchable(
    kind="template",
    label=lazy("標準仕様書ひな形"),
    model=SpecTemplate,
    to_document=to_document,
    visible=visible,
)
