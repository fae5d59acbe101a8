"""Put an event into the words of each person who is to hear of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from govtech.core.journal import Notice
from govtech.core.words import use_locale
from govtech.notices.models import Kind

Words = Callable[[], tuple[str, str]]
"""Gives title and text in the language in force when it is called."""


def tell(readers: Iterable[Any], kind: Kind, path: str, words: Words) -> list[Notice]:
    """One notice to each reader (rows with `user_id` and `language`), for `journal.record(notices=…)`.

    Whoever is named twice is told once. `path` is an address of this site, such as /needs/abc.
    """
    notices: dict[str, Notice] = {}
    for reader in readers:
        if reader.user_id not in notices:
            with use_locale(reader.language):
                title, text = words()
            notices[reader.user_id] = Notice(reader.user_id, kind, title, text, path)
    return list(notices.values())
