"""Which values and chapters a text names: where each stands, and names that stand for nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govtech.drafting import presenting, queries
from govtech.drafting.content import ITEM_FIELDS, Plain, parameter_of
from govtech.drafting.models import Specification
from govtech.specifications.template_text import REFERENCE, in_words, placeholders, references, stray_braces


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


class Name(NamedTuple):
    """What a writer can put into a text, and what readers see there."""

    typed: str
    called: str
    shown: str


def names(specification: Specification, plain: Plain) -> tuple[list[Name], list[Name]]:
    """Values, and chapters and sections that a text can point to, as they are typed into it."""
    values = [
        Name(f"{{{{{one.name}}}}}", one.label, in_words(one, one.default))
        for one in map(parameter_of, plain["parameters"])
    ]
    titles = {section["key"]: section["title"] for section in plain["sections"]}
    places = [
        Name(f"{{{{see:{key}}}}}", titles[key], label.partition("\u3000")[0])
        for key, label in presenting.headings(specification, plain)
        if REFERENCE.fullmatch(f"{{{{see:{key}}}}}")
    ]
    return values, places


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
