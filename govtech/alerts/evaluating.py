"""What is new among what can be found, and which saved searches it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.accounts.queries import acting_for
from govtech.alerts.models import ArrivedDocument, SavedSearch, ToldDocument
from govtech.alerts.search import Question, answers, index_of
from govtech.core.clock import next_at, now
from govtech.core.db import insert_ignoring, session
from govtech.core.journal import record
from govtech.core.policy import PUBLIC, SYSTEM, Actor
from govtech.core.words import gettext as _
from govtech.notices.delivering import wishes_of
from govtech.notices.models import Cadence, Kind
from govtech.notices.schedule import MONDAY
from govtech.notices.telling import tell
from search.documents import Document
from search.interface import Engine, Hit

OVERLAP = timedelta(minutes=10)
"""Arrivals are looked at again for so long: another process may have written an earlier one meanwhile."""
LISTED = 10
MOST_KEYS = 2_000

Visible = Callable[[Actor, Iterable[str]], set[str]]
"""Those of the documents' keys whose things somebody may see now."""
Written = Callable[[Iterable[str]], list[Document]]
"""The documents with these keys as they are now."""


def note_arrivals(documents: Mapping[str, frozenset[str]], moment: datetime | None = None) -> None:
    """Remember documents (tokens by key) that can be found now: as new when more people may find them than before.

    `moment` is when they came, if not now.
    """
    known = {
        row.key: frozenset(row.tokens)
        for row in session.execute(
            sa.select(ArrivedDocument.key, ArrivedDocument.tokens).where(
                ArrivedDocument.key.in_(list(documents))
            )
        )
    }
    moment = moment or now()
    insert_ignoring(
        ArrivedDocument,
        [
            {"key": key, "at": moment, "tokens": sorted(tokens)}
            for key, tokens in documents.items()
            if key not in known
        ],
    )
    for key, before in known.items():
        tokens = documents[key]
        if tokens != before:
            changed = sa.update(ArrivedDocument).where(ArrivedDocument.key == key)
            wider = PUBLIC not in before and not tokens <= before
            session.execute(changed.values(tokens=sorted(tokens), **({"at": moment} if wider else {})))


def nothing_known() -> bool:
    """Whether no arrival was ever noted: then what is there now must not count as new later."""
    return session.scalar(sa.select(ArrivedDocument.key).limit(1)) is None


def due(limit: int) -> tuple[datetime, Sequence[str]]:
    """The latest arrival, and ids of the searches to be looked at: those at once when something arrived since."""
    latest = session.scalar(sa.select(sa.func.max(ArrivedDocument.at)))
    moment = now()
    if latest is None:
        return moment, ()
    wanted = sa.or_(
        sa.and_(SavedSearch.cadence == Cadence.AT_ONCE, SavedSearch.seen_until < latest),
        sa.and_(SavedSearch.cadence.in_((Cadence.DAILY, Cadence.WEEKLY)), SavedSearch.due_at <= moment),
    )
    return latest, session.scalars(
        sa.select(SavedSearch.id).where(wanted).order_by(SavedSearch.id).limit(limit)
    ).all()


@dataclass(frozen=True)
class Found:
    """What a search found that it has not told of."""

    saved_id: str
    hits: tuple[Hit, ...]


def look(engine: Engine, ids: Sequence[str], visible: Visible, written: Written) -> list[Found]:
    """Ask an index of the new documents for each search; equal questions are asked once."""
    rows = session.scalars(sa.select(SavedSearch).where(SavedSearch.id.in_(ids))).all()
    people = acting_for({row.user_id for row in rows})
    since = {row.id: max(row.told_from, row.seen_until - OVERLAP) for row in rows}
    arrived = _arrived_after(min(since.values())) if since else {}
    if not arrived:
        return []
    found = []
    with index_of(written(arrived)) as new:
        ask = cache(lambda question: answers(new, engine, question))
        for row in rows:
            if actors := people.get(row.user_id):
                tokens = frozenset[str]().union(*(actor.tokens for actor in actors))
                hits = ask(Question(row.text, row.kind, row.initiative, tokens))
                fresh = [hit for hit in hits if arrived[hit.key] > since[row.id]]
                found.append(Found(row.id, _untold(row.id, fresh, actors, visible)))
    return [one for one in found if one.hits]


def _arrived_after(moment: datetime) -> dict[str, datetime]:
    """Keys of what arrived after a moment, the latest first, and when."""
    rows = session.execute(
        sa.select(ArrivedDocument.key, ArrivedDocument.at)
        .where(ArrivedDocument.at > moment)
        .order_by(ArrivedDocument.at.desc(), ArrivedDocument.key)
        .limit(MOST_KEYS)
    )
    return {row.key: row.at for row in rows}


def _untold(saved_id: str, hits: Sequence[Hit], actors: Sequence[Actor], visible: Visible) -> tuple[Hit, ...]:
    if not hits:
        return ()
    keys = [hit.key for hit in hits]
    told = _told(saved_id, keys)
    seen = {key for actor in actors for key in visible(actor, keys)}
    return tuple(hit for hit in hits if hit.key in seen and hit.key not in told)


def _told(saved_id: str, keys: Sequence[str]) -> set[str]:
    return set(
        session.scalars(
            sa.select(ToldDocument.key).where(
                ToldDocument.saved_search_id == saved_id, ToldDocument.key.in_(keys)
            )
        )
    )


def settle(ids: Sequence[str], found: Sequence[Found], latest: datetime) -> int:
    """Tell what was found, and note that it was told and looked at, in one transaction; how many searches told.

    Rows in another process's hand are left to it.
    """
    rows = session.scalars(
        sa.select(SavedSearch).where(SavedSearch.id.in_(ids)).with_for_update(skip_locked=True)
    ).all()
    wishes = wishes_of({row.user_id for row in rows})
    hits = {one.saved_id: one.hits for one in found}
    told = 0
    for row in rows:
        told += _tell(row, hits.get(row.id, ()))
        row.seen_until = max(row.seen_until, latest)
        if row.cadence in {Cadence.DAILY, Cadence.WEEKLY}:
            weekday = MONDAY if row.cadence is Cadence.WEEKLY else None
            row.due_at = next_at(now(), wishes[row.user_id].digest_hour, weekday)
    return told


def _tell(row: SavedSearch, hits: Sequence[Hit]) -> int:
    known = _told(row.id, [hit.key for hit in hits]) if hits else set()
    fresh = [hit for hit in hits if hit.key not in known]
    if not fresh:
        return 0
    session.add_all(ToldDocument(saved_search_id=row.id, key=hit.key) for hit in fresh)
    reader = session.execute(
        sa.select(User.id.label("user_id"), User.language).where(User.id == row.user_id)
    ).all()
    notices = tell(reader, Kind.SEARCH, row.path, lambda: _words(row, fresh))
    record(SYSTEM, "saved_search.answered", row, confidential=True, notices=notices)
    return 1


def _words(row: SavedSearch, hits: Sequence[Hit]) -> tuple[str, str]:
    lines = [
        _("・%(title)s（%(who)s）", title=hit.plain_title, who=hit.organisation)
        if hit.organisation
        else f"・{hit.plain_title}"
        for hit in hits[:LISTED]
    ]
    if len(hits) > LISTED:
        lines.append(_("ほかに%(n)s件あります。", n=len(hits) - LISTED))
    return (
        _("【新しい検索結果】%(name)s（%(n)s件）", name=row.name, n=len(hits)),
        "\n".join([_("保存した検索に、新しいものが見つかりました。"), *lines]),
    )
