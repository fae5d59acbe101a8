"""Put an event into the words of each person who is to hear of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from govtech.core.journal import Notice
from govtech.core.policy import Actor
from govtech.core.words import gettext as _
from govtech.core.words import use_locale
from govtech.notices.models import WATCHABLE, Kind
from govtech.notices.queries import watchers_of

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


def with_watchers(actor: Actor, thing: Any, words: Words, told: Sequence[Notice] = ()) -> list[Notice]:
    """The notices, and one to everybody else who watches the thing; not to whoever did it."""
    known = {notice.user_id for notice in told} | {actor.user_id}
    readers = [row for row in watchers_of(thing.__tablename__, thing.id) if row.user_id not in known]
    return [*told, *tell(readers, Kind.WATCH, WATCHABLE[thing.__tablename__] + thing.id, words)]


def updated(actor: Actor, thing: Any, title: str) -> list[Notice]:
    """To whoever watches the thing: its page says something new."""
    return with_watchers(
        actor,
        thing,
        lambda: (
            _("【更新】%(title)s", title=title),
            _("ウォッチしているページの内容が新しくなりました。"),
        ),
    )
