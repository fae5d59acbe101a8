"""Several people at one moment: acts that begin together, each in a thread and with a session of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import DomainError


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or raised, all begun together in threads of their own."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = acts[place]()
        except (DomainError, sa.exc.SQLAlchemyError) as error:
            results[place] = error
        finally:
            session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def each_committed(*acts: Callable[[], object]) -> list[object]:
    """`at_once`, each act in a transaction of its own."""

    def committed(act: Callable[[], object]) -> object:
        with unit_of_work():
            done = act()
            session.flush()
        return done

    return at_once(*(partial(committed, act) for act in acts))
