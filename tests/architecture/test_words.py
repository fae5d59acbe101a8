"""Every word a person reads can be read in Japanese and in English."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import babel_extract

from search.notes import MESSAGES
from tests.architecture.tree import ROOT, calls, files, name, tree

KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
PLACE = re.compile(r"%\((\w+)\)[sd]")
CATALOGUES = sorted((ROOT / "govtech" / "locale").glob("en/*.po"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
OPTIONS = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
MACHINERY = {"govtech/core/words.py"}
"""The place where the functions themselves are written."""

Ids = tuple[str, ...]


def used() -> dict[Ids, set[str]]:
    """Texts that the source asks to have translated, and where."""
    found: dict[Ids, set[str]] = defaultdict(set)
    for path in [*files("govtech"), *TEMPLATES]:
        with path.open("rb") as file:
            if path.suffix == ".py":
                rows = list(extract_python(file, KEYWORDS, [], {"encoding": "utf-8"}))
            else:
                rows = list(babel_extract(file, KEYWORDS, [], dict(OPTIONS)))
        for line, _function, texts, _comments in rows:
            ids = texts if isinstance(texts, tuple) else (texts,)
            if ids[0]:
                plural = _function == "ngettext"
                found[tuple(ids[:2]) if plural else (ids[0],)].add(f"{name(path)}:{line}")
    for (
        text
    ) in MESSAGES.values():  # search says what it has to say by codes, and is translated where it is shown
        found[(text,)].add("search/notes.py")
    return found


def translations() -> Iterator[tuple[Path, Ids, Message]]:
    """(catalogue, texts, message) of every English catalogue."""
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id:
                    yield path, message.id if isinstance(message.id, tuple) else (message.id,), message


def test_everything_has_an_english_translation() -> None:
    known = {ids for _path, ids, message in translations() if all(_strings(message)) and not message.fuzzy}
    missing = {ids[0]: sorted(places) for ids, places in used().items() if ids not in known}
    assert not missing


def test_nothing_is_translated_that_is_not_used() -> None:
    texts = used()
    left = {f"{path.name}: {ids[0]}" for path, ids, _message in translations() if ids not in texts}
    assert not left


def test_translations_have_the_same_places_to_fill() -> None:
    wrong = {
        f"{path.name}: {ids[0]}"
        for path, ids, message in translations()
        for string in _strings(message)
        if set(PLACE.findall(string)) != set().union(*(PLACE.findall(text) for text in ids))
        or _percent_signs(string) != _percent_signs(ids[0])
    }
    assert not wrong


def _percent_signs(text: str) -> bool:
    """Whether there is a single % that formatting would stumble over."""
    return bool(re.search(r"%(?![%(])", text)) and bool(PLACE.search(text))


def test_english_is_english() -> None:
    wrong = {
        f"{path.name}: {string}"
        for path, _ids, message in translations()
        for string in _strings(message)
        if JAPANESE.search(
            re.sub(r"「[^」]*」|\([^)]*\)|“[^”]*”|such as [^.]*|(e\.g\.|Example:).*", "", string)
        )
    }
    assert not wrong


def test_one_text_has_one_translation() -> None:
    found: dict[Ids, set[tuple[str, ...]]] = defaultdict(set)
    for _path, ids, message in translations():
        found[ids].add(tuple(_strings(message)))
    assert not {ids[0]: strings for ids, strings in found.items() if len(strings) > 1}


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


@pytest.mark.parametrize("path", [path for path in files("govtech") if name(path) not in MACHINERY], ids=name)
def test_what_is_translated_is_written_out(path: Path) -> None:
    """A text put together at run time cannot be found by the extraction."""
    put_together = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in KEYWORDS
        and node.args
        and not (isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str))
        and not ast.unparse(node.args[0]).startswith("MESSAGES[")
    ]
    assert not put_together


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_say_nothing_untranslated(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    bare = [
        (line, value.strip())
        for line, kind, value in Environment(extensions=["jinja2.ext.do"], autoescape=True).lex(source)
        if kind == "data" and JAPANESE.search(re.sub(r'<(\w+)[^>]*\slang="ja"[^>]*>[^<]*</\1>', "", value))
    ]
    assert not bare


@pytest.mark.parametrize("path", sorted((ROOT / "govtech").glob("*/*views.py")), ids=name)
def test_views_say_nothing_untranslated(path: Path) -> None:
    translated = {
        id(argument)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in KEYWORDS
        for argument in node.args
    }
    bare = [
        (node.lineno, node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in translated
        and JAPANESE.search(node.value)
    ]
    assert not bare
    assert "print" not in set(calls(tree(path)))
