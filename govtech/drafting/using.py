"""Which values and chapters a text names: where each stands, and names that stand for nothing."""

from __future__ import annotations

from collections.abc import Iterable

from govtech.drafting import queries
from govtech.drafting.content import ITEM_FIELDS, Plain
from govtech.drafting.models import Specification
from govtech.specifications.template_text import placeholders, references, stray_braces


def uses(plain: Plain) -> dict[str, list[str]]:
    """Where each value stands in the text: titles of sections and numbers of items, by name."""
    found: dict[str, list[str]] = {}
    for section in plain["sections"]:
        places = [(section["title"], [section["title"], section["body"]])]
        places += [(item["key"], _texts(item)) for item in section["items"]]
        for place, texts in places:
            for name in sorted(set().union(*map(placeholders, texts))):
                found.setdefault(name, []).append(place)
    return found


def unknown(specification: Specification, texts: Iterable[str]) -> list[str]:
    """What texts use like a value or a section and nothing is called: {{user}}, {{see:end}}, stray braces."""
    known = {row.name for row in queries.parameters_of(specification)}
    sections = {row.key for row in queries.sections_of(specification)}
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(f"{{{{{name}}}}}" for name in sorted(placeholders(text) - known))
        found |= dict.fromkeys(f"{{{{see:{key}}}}}" for key in sorted(references(text) - sections))
        if stray := stray_braces(text):
            found[stray] = None
    return list(found)


def _texts(item: Plain) -> list[str]:
    return [item[name] for name in ITEM_FIELDS if isinstance(item[name], str)]
