"""A process of its own that hands in responses around a deadline: `python -m tests.needs.submitting ID=SECONDS…`.

Each argument is a response and when it is handed in, in seconds from the deadline. The process says `ready`, reads the
deadline (seconds since 1970) from standard input, and tells what was acknowledged and what was refused, a line each:
`in ID` after the commit, `late ID`.
"""

from __future__ import annotations

import sys
import threading

import sqlalchemy as sa

from govtech import config, rooms
from govtech.core import clock, db
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict
from govtech.core.policy import SYSTEM
from govtech.needs import response_services, services
from govtech.needs.response_models import Response

assert rooms.SEARCHABLE is not None


def main(arguments: list[str]) -> None:
    """Hand them in one after the other; `close` instead lets the clock close what is due until nothing is open."""
    db.configure(db.make_engine(config.load().database_url))
    with unit_of_work(writes=False):
        session.scalar(sa.select(Response.id).limit(1))
    print("ready", flush=True)
    deadline = float(sys.stdin.readline())
    if arguments == ["close"]:
        _close()
        return
    for argument in arguments:
        response_id, _, after = argument.partition("=")
        threading.Event().wait(max(0.0, deadline + float(after) - clock.now().timestamp()))
        print(_hand_in(response_id), response_id, flush=True)


def _hand_in(response_id: str) -> str:
    while True:
        try:
            with unit_of_work():
                response_services.submit(SYSTEM, session.get_one(Response, response_id))
        except Conflict:
            return "late"
        except sa.exc.OperationalError:  # a database that is busy is asked again, as a person would
            continue
        return "in"


def _close() -> None:
    closed = 0
    while not closed:
        threading.Event().wait(0.01)
        try:
            with unit_of_work():
                closed = services.close_due(SYSTEM)
        except sa.exc.OperationalError:
            continue
    print("closed", clock.now().timestamp(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
