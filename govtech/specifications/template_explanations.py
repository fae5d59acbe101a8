"""Why findings of the check are right to stay in a template: `quality.toml` beside its text, outside its content."""

from __future__ import annotations

import re

from govtech.core.words import gettext as _
from govtech.specifications.template_format import Explanation, Template
from govtech.specifications.template_tables import Folder, Table

FILE = "quality.toml"
_KIND = re.compile(r"[a-z]{3,20}")
_FIELDS = ("text", "condition", "note", "method", "remedy", "body", "title", "value")


def read(folder: Folder, template: Template) -> tuple[Explanation, ...]:
    """The explanations of a template folder; none when it has no such file. What does not fit is noted there.

    An explanation quotes the words that it is about (`excerpt`): it holds while they stand at its place.
    """
    if not (folder.path / FILE).exists():
        return ()
    table = folder.toml(FILE)
    texts = _texts(template)
    found = tuple(_explanation(entry, texts) for entry in table.tables("explanations"))
    table.finish()
    return found


def _explanation(entry: Table, texts: dict[tuple[str, str], str]) -> Explanation:
    one = Explanation(
        kind=entry.text("kind", 20),
        place=entry.text("place", 60, required=False),
        field=entry.text("field", 20, required=False),
        word=entry.text("word", 60, required=False),
        excerpt=entry.text("excerpt", 200, required=False),
        why=entry.text("why", 400),
        by=entry.text("by", 120),
        on=entry.day("on").isoformat(),
    )
    entry.finish()
    if one.kind and not _KIND.fullmatch(one.kind):
        entry.problem("kind", _("指摘の種類を英小文字で書いてください。例：vague"))
    if one.place and not any(place == one.place for place, _field in texts):
        entry.problem("place", _("「%(name)s」という章、要件、値はありません。", name=one.place))
    elif one.field and one.field not in _FIELDS:
        entry.problem("field", _("text、condition、body のような項目の名で書いてください。"))
    elif one.excerpt not in texts.get((one.place, one.field), one.excerpt):
        entry.problem(
            "excerpt",
            _(
                "「%(text)s」は、この場所の文にありません。文が変わったら、説明を見直してください。",
                text=one.excerpt,
            ),
        )
    return one


def _texts(template: Template) -> dict[tuple[str, str], str]:
    """Every text by its place and field."""
    texts: dict[tuple[str, str], str] = {}
    for section in template.walk():
        texts |= {(section.id, "body"): section.body, (section.id, "title"): section.title}
        for item in section.items:
            for name in ("text", "condition", "note", "method", "remedy"):
                texts[item.id, name] = getattr(item, name)
    return texts | {(parameter.name, "value"): parameter.default for parameter in template.parameters}
