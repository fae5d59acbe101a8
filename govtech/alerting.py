"""Delivery of saved searches: what has become findable is noted, and whoever asked for such things is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

import sqlalchemy as sa

from govtech.alerts import evaluating
from govtech.core.db import session, unit_of_work
from govtech.index import visible_keys
from govtech.rooms import BY_KIND
from search.documents import Document
from search.interface import Engine

SEARCHES = 1_000
BATCH = 1_000
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def note_arrivals(documents: Iterable[Document]) -> None:
    """Note documents that were put into the index, in the caller's transaction."""
    evaluating.note_arrivals({document.key: document.tokens for document in documents})


def begin(documents: Iterable[Document]) -> None:
    """Where nothing was ever noted, note everything there is, so that it does not count as new when it changes."""
    with unit_of_work(writes=False):
        if not evaluating.nothing_known():
            return
    here = iter([(one.key, one.tokens) for one in documents])
    while batch := dict(islice(here, BATCH)):
        with unit_of_work():
            evaluating.note_arrivals(batch, LONG_AGO)


def documents_of(keys: Iterable[str]) -> list[Document]:
    """The documents with these keys as they are now; of what can no longer be found, none."""
    wanted: dict[str, list[str]] = {}
    for key in keys:
        kind, _colon, thing = key.partition(":")
        wanted.setdefault(kind, []).append(thing)
    found = []
    for kind, ids in wanted.items():
        if kind in BY_KIND:
            model = BY_KIND[kind].model
            things = session.scalars(sa.select(model).where(model.id.in_(ids)))
            found += [document for one in things if (document := BY_KIND[kind].to_document(one))]
    return found


def search_again(engine: Engine, batch: int = SEARCHES) -> int:
    """Look whether what has arrived answers saved searches that are due; how many were looked at."""
    with unit_of_work(writes=False):
        latest, ids = evaluating.due(batch)
        found = evaluating.look(engine, ids, visible_keys, documents_of) if ids else []
        session.expunge_all()
    if ids:
        with unit_of_work():
            evaluating.settle(ids, found, latest)
    return len(ids)
