"""Words a person reads: Japanese is the source language, other languages come from locale/<language>/*.po."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "ja"
LOCALES = Path(__file__).resolve().parent.parent / "locale"
_locale: ContextVar[str] = ContextVar("locale", default=SOURCE)


class Lazy:
    """A text translated when it is shown, for words written down before the reader is known."""

    __slots__ = ("_text", "_values")

    def __init__(self, text: str, /, **values: object) -> None:
        self._text = text
        self._values = values

    def __str__(self) -> str:
        return gettext(self._text, **self._values)

    def __html__(self) -> str:
        return str(self).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")

    def __mod__(self, values: object) -> str:
        return str(self) % values

    def __eq__(self, other: object) -> bool:
        return str(self) == other or (isinstance(other, Lazy) and str(self) == str(other))

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"Lazy({self._text!r})"


Text = str | Lazy


def locale() -> str:
    """The language of whoever reads now."""
    return _locale.get()


@contextmanager
def use_locale(language: str) -> Iterator[None]:
    """Speak this language inside the block (mail to another reader, tests)."""
    token = _locale.set(language)
    try:
        yield
    finally:
        _locale.reset(token)


def set_locale(language: str) -> None:
    """Speak this language from now on in this request."""
    _locale.set(language)


def gettext(text: str, /, **values: object) -> str:
    """The text in the reader's language with `%(name)s` places filled."""
    translated = _translations(_locale.get()).gettext(text) if text else ""
    return translated % values if values else translated


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The same for a counted text; `%(n)s` is filled too."""
    return _translations(_locale.get()).ngettext(one, many, n) % {"n": n, **values}


def lazy(text: str, /, **values: Any) -> Lazy:
    """A text to be translated when shown."""
    return Lazy(text, **values)


@cache
def _translations(language: str) -> NullTranslations:
    """All catalogues of a language merged and compiled in memory, so that nothing has to be built first."""
    if language == SOURCE:
        return NullTranslations()
    merged = Catalog(locale=language)
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    merged[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)
