"""The list between the journal and search: what comes with search, what a line must look like, the file search reads."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from govtech.core.words import gettext as _
from govtech.vocabulary import queries
from govtech.vocabulary.queries import Stated
from search.synonyms import BUILT_IN, parse

SHOWN = 20


def current() -> Stated:
    """The list in force: the one stated last, or the one that comes with search."""
    stated = queries.current()
    return stated if stated.version else Stated(BUILT_IN.read_text(encoding="utf-8"), 0)


def problems(text: str) -> list[str]:
    """A message for each line that says nothing."""
    return [
        _("%(n)s行目「%(text)s」：「語 = 語」の形で書いてください。", n=one.line, text=one.text)
        for one in parse(text)[1][:SHOWN]
    ]


def write_file(path: Path) -> None:
    """Put the list in force where search reads it, in one step; a file that says the same stays."""
    text = current().text
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    Path(temporary).replace(path)
