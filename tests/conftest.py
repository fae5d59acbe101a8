"""Every test that touches the database runs on SQLite and on a real PostgreSQL, and leaves no trace in either."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from govtech import reference, rooms
from govtech.accounts import passwords
from govtech.app import create_app, furnish
from govtech.config import ROOT, Settings
from govtech.core import clock, db
from govtech.core.db import Base, session, unit_of_work
from govtech.core.mail import Mailer
from govtech.core.policy import Actor
from govtech.core.words import use_locale
from govtech.delivery import Delivery
from govtech.rooms import CLOCK_TASKS
from search import analysis
from tests import people, postgres

MOMENT = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
"""Noon in Japan on 1 December 2026 (令和8年), the moment of tests with a frozen clock."""
DATABASES = ("sqlite", "postgresql")
_stack = pytest.StashKey[ExitStack]()

assert rooms.SEARCHABLE is not None
session.configure(join_transaction_mode="create_savepoint", expire_on_commit=False)


def pytest_configure(config: pytest.Config) -> None:
    """One PostgreSQL for all workers, started by the process that starts them."""
    config.stash[_stack] = ExitStack()
    if getattr(config.option, "numprocesses", None):
        address = config.stash[_stack].enter_context(postgres.server())
        os.environ[postgres.ADDRESS] = address


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what we started."""
    config.stash[_stack].close()


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Argon2 with the least work: the tests make many accounts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def _texts_are_analysed_once() -> Iterator[None]:
    """Many tests index the same reference texts anew: a worker analyses each text once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis, "scan", lru_cache(maxsize=20_000)(analysis.scan))
        yield


# ---- databases


def _prepare(address: str) -> None:
    """Tables and reference data."""
    engine = db.make_engine(address)
    db.configure(engine)
    Base.metadata.create_all(engine)
    with unit_of_work(), use_locale("ja"):
        for _part in reference.load():
            pass
    engine.dispose()


@pytest.fixture(scope="session")
def base_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with tables and reference data, to be copied."""
    path = tmp_path_factory.mktemp("base") / "govtech.sqlite"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def base_postgresql() -> Iterator[tuple[str, str]]:
    """The server, and the name of a database with tables and reference data, to be used as a template."""
    with postgres.server() as server, postgres.database(server) as address:
        _prepare(address)
        yield server, str(sa.make_url(address).database)


@pytest.fixture(scope="session")
def sqlite_engine(base_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """SQLite as the product uses it."""
    path = tmp_path_factory.mktemp("sqlite") / "govtech.sqlite"
    shutil.copyfile(base_sqlite, path)
    engine = db.make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_engine(base_postgresql: tuple[str, str]) -> Iterator[sa.Engine]:
    """PostgreSQL as the product uses it."""
    with postgres.database(*base_postgresql) as address:
        engine = db.make_engine(address)
        yield engine
        engine.dispose()


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest) -> sa.Engine:
    """Each database in turn."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture
def database(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection whose transaction is undone at the end: commits inside it are savepoints."""
    with engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        outer = connection.begin()
        db.configure(connection)
        try:
            yield connection
        finally:
            session.remove()
            outer.rollback()


@dataclass
class Counted:
    """Statements seen while counting."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@pytest.fixture
def counting(database: sa.Connection) -> Callable[[], contextmanager[Counted]]:
    """`with counting() as seen: …` and then len(seen) statements, savepoints left out."""

    @contextmanager
    def count() -> Iterator[Counted]:
        seen = Counted()

        def note(_connection, _cursor, statement, *_rest) -> None:
            if "SAVEPOINT" not in statement:
                seen.statements.append(statement)

        sa.event.listen(database, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            sa.event.remove(database, "before_cursor_execute", note)

    return count


# ---- the application


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation that lives as long as the test."""
    return Settings(data_dir=tmp_path / "var", database_url="sqlite://", secret_key="x" * 32)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all tests of a worker: its routes and its pages are compiled once."""
    folder = tmp_path_factory.mktemp("application")
    return create_app(Settings(data_dir=folder, database_url="sqlite://", secret_key="x" * 32))


@pytest.fixture
def app(built: Flask, database: sa.Connection, settings: Settings) -> Iterator[Flask]:
    """The application in the test's transaction, with an index of its own; forms need no CSRF token."""
    config, extensions = dict(built.config), dict(built.extensions)
    furnish(built, settings)
    built.config.update(WTF_CSRF_ENABLED=False, TESTING=True)
    yield built
    for mapping, before in ((built.config, config), (built.extensions, extensions)):
        mapping.clear()
        mapping.update(before)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def client_for(app: Flask) -> Callable[[str], FlaskClient]:
    """`client_for("approver")`: a browser in which that person of tests.people is signed in."""
    return lambda who: people.client(app, who)


@pytest.fixture
def actor_for(database: sa.Connection) -> Callable[[str], Actor]:
    """`actor_for("approver")`: that person of tests.people as services and rules see them."""
    return people.actor


@pytest.fixture
def delivery(app: Flask, settings: Settings) -> Delivery:
    """`delivery.once()` empties the outbox: index, mail (to settings.mail_dir) and the clock's own acts."""
    mailer = Mailer("", settings.mail_from, settings.base_url, settings.mail_dir)
    return Delivery(app.extensions["search"], mailer, CLOCK_TASKS)


class Frozen:
    """A stopped clock that the test moves."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.to(MOMENT)

    def to(self, moment: datetime) -> None:
        """Stand at this moment from now on."""
        self._stack.enter_context(clock.at(moment))

    def move(self, **by: float) -> None:
        """Go on: move(days=3)."""
        self.to(clock.now() + timedelta(**by))


@pytest.fixture
def frozen() -> Iterator[Frozen]:
    """The clock, stopped at noon in Japan on 1 December 2026."""
    with ExitStack() as stack:
        yield Frozen(stack)


# ---- real files and real commits, for races and for processes that die


@dataclass(frozen=True)
class Live:
    """An installation with a database of its own; what is committed stays until the test ends."""

    settings: Settings
    engine: sa.Engine

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a process of this installation."""
        return {
            **os.environ,
            "GOVTECH_DATA_DIR": str(self.settings.data_dir),
            "GOVTECH_DATABASE_URL": self.settings.database_url,
            "GOVTECH_SECRET_KEY": self.settings.secret_key,
            "PYTHONPATH": str(ROOT),
        }

    def app(self) -> Flask:
        """An application of this installation."""
        application = create_app(self.settings, bind=self.engine)
        application.config.update(WTF_CSRF_ENABLED=False, TESTING=True)
        return application


@pytest.fixture(params=DATABASES)
def live(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    """An installation on each database in turn."""
    data_dir = tmp_path / "live"
    data_dir.mkdir()
    with ExitStack() as stack:
        if request.param == "sqlite":
            path = data_dir / "govtech.sqlite"
            shutil.copyfile(request.getfixturevalue("base_sqlite"), path)
            address = f"sqlite:///{path}"
        else:
            address = stack.enter_context(postgres.database(*request.getfixturevalue("base_postgresql")))
        engine = db.make_engine(address)
        stack.callback(engine.dispose)
        db.configure(engine)
        stack.callback(session.remove)
        yield Live(Settings(data_dir=data_dir, database_url=address, secret_key="x" * 32), engine)
