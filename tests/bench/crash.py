"""kill -9 of the whole server in the middle of writes: whatever was acknowledged is there afterwards."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass, field

import sqlalchemy as sa

from govtech.config import load
from govtech.core import db
from govtech.core.db import session, unit_of_work
from govtech.demo import accounts
from govtech.needs.models import Need
from tests.installation import Browser, Installation, Server

WRITES = 500
WRITERS = 4
READY_WITHIN = 30.0
"""Seconds in which an index that was cut off is built anew."""
EDITOR = "editor@toyonaka.example"


@dataclass
class Writing:
    """What the writers were told."""

    server: Server
    kill_at: int
    acknowledged: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, browser: Browser, number: int) -> bool:
        """One need; the one that reaches `kill_at` ends the server. False once nobody answers."""
        try:
            answer = browser.post("/needs/new", title=f"停電の試験 {number}")
        except (OSError, http.client.HTTPException):
            return False
        if answer.status != http.client.SEE_OTHER:
            raise RuntimeError(f"{answer.status}: {answer.text[:500]}")
        with self.lock:
            self.acknowledged.append(answer.headers["Location"].rsplit("/", 1)[1])
            if len(self.acknowledged) == self.kill_at:
                self.server.kill()
        return True


def lost(
    installation: Installation, writes: int = WRITES, email: str = EDITOR, password: str = accounts.PASSWORD
) -> tuple[int, set[str]]:
    """(how many writes were acknowledged, ids of those that are gone); the server is killed at two thirds."""
    with installation.serve() as server:
        writing = Writing(server, writes * 2 // 3)
        browsers = [_signed_in(server, email, password) for _number in range(WRITERS)]
        threads = [
            threading.Thread(target=_write_all, args=(writing, browser, range(start, writes, WRITERS)))
            for start, browser in enumerate(browsers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with (
        installation.serve("--workers", "1") as server,
        Browser(server.port) as browser,
    ):  # it starts again on what was left
        last = time.monotonic() + READY_WITHIN
        while browser.get("/readyz").status != http.client.OK:  # a half-written index is built anew first
            assert time.monotonic() < last
    return len(writing.acknowledged), set(writing.acknowledged) - _kept(installation)


def _signed_in(server: Server, email: str, password: str) -> Browser:
    browser = Browser(server.port)
    browser.sign_in(email, password)
    browser.get("/needs/new")
    return browser


def _write_all(writing: Writing, browser: Browser, numbers: range) -> None:
    with browser:
        for number in numbers:
            if not writing.write(browser, number):
                return


def _kept(installation: Installation) -> set[str]:
    engine = db.make_engine(load(installation.environment).database_url)
    db.configure(engine)
    with unit_of_work(writes=False):
        kept = set(session.scalars(sa.select(Need.id)))
    engine.dispose()
    return kept


def run(installation: Installation) -> bool:
    """Print what was lost; whether that is nothing."""
    acknowledged, gone = lost(installation)
    print(f"kill -9 during {WRITES} writes: {acknowledged} acknowledged, {len(gone)} of them lost")
    return not gone
