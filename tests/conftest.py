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
from hypothesis import HealthCheck
from hypothesis import settings as examples

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
from govtech.index import open_index
from govtech.rooms import CLOCK_TASKS
from search import analysis
from search.interface import Engine
from tests import people, postgres

MOMENT = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
"""Noon in Japan on 1 December 2026 (令和8年), the moment of tests with a frozen clock."""
DATABASES = ("sqlite", "postgresql")
LONGEST = {"browser", "whole"}
"""Folders of tests that wait for servers and browsers."""
_stack = pytest.StashKey[ExitStack]()

examples.register_profile(
    "same everywhere", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("same everywhere")  # a loaded machine takes its time, and every machine tries the same
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: item.path.parent.name not in LONGEST)


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


def _settings(folder: Path, address: str = "sqlite://") -> Settings:
    """Settings of an installation in this folder."""
    return Settings(data_dir=folder, database_url=address, secret_key="x" * 32)


def _delivery(settings: Settings, engine: Engine) -> Delivery:
    """Delivery of this installation into this index; mail goes to a folder."""
    mailer = Mailer("", settings.mail_from, settings.base_url, settings.mail_dir)
    return Delivery(engine, mailer, CLOCK_TASKS)


def _prepare(address: str, folder: Path) -> None:
    """Tables, reference data, and in the folder an index of it: delivery owes nothing any more."""
    engine = db.make_engine(address)
    db.configure(engine)
    Base.metadata.create_all(engine)
    with unit_of_work(), use_locale("ja"):
        for _part in reference.load():
            pass
    settings = _settings(folder, address)
    _delivery(settings, open_index(settings)).once()
    session.remove()
    engine.dispose()


@dataclass(frozen=True)
class Prepared:
    """A database with reference data to be copied, and the folder of the installation that has indexed it."""

    server: str
    database: str
    folder: Path

    def index(self, settings: Settings) -> None:
        """Copy the index into the installation of these settings, which has none yet."""
        shutil.copytree(_settings(self.folder).index_dir, settings.index_dir)


@pytest.fixture(scope="session")
def base_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A SQLite file, to be copied."""
    folder = tmp_path_factory.mktemp("base")
    path = folder / "govtech.sqlite"
    _prepare(f"sqlite:///{path}", folder)
    return Prepared("", str(path), folder)


@pytest.fixture(scope="session")
def base_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """A database on our server, to be used as a template."""
    folder = tmp_path_factory.mktemp("base")
    with postgres.server() as server, postgres.database(server) as address:
        _prepare(address, folder)
        yield Prepared(server, str(sa.make_url(address).database), folder)


@pytest.fixture(scope="session")
def sqlite_engine(base_sqlite: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """SQLite as the product uses it."""
    path = tmp_path_factory.mktemp("sqlite") / "govtech.sqlite"
    shutil.copyfile(base_sqlite.database, path)
    engine = db.make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_engine(base_postgresql: Prepared) -> Iterator[sa.Engine]:
    """PostgreSQL as the product uses it."""
    with postgres.database(base_postgresql.server, base_postgresql.database) as address:
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
    return _settings(tmp_path / "var")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all tests of a worker: its routes and its pages are compiled once."""
    return create_app(_settings(tmp_path_factory.mktemp("application")))


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
def index(app: Flask, settings: Settings, engine: sa.Engine, request: pytest.FixtureRequest) -> Engine:
    """The index of the application, with the reference data in it."""
    request.getfixturevalue(f"base_{engine.dialect.name}").index(settings)
    return app.extensions["search"]


@pytest.fixture
def delivery(settings: Settings, index: Engine) -> Delivery:
    """`delivery.once()` empties the outbox: index, mail (to settings.mail_dir) and the clock's own acts."""
    return _delivery(settings, index)


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
            shutil.copyfile(request.getfixturevalue("base_sqlite").database, path)
            address = f"sqlite:///{path}"
        else:
            base = request.getfixturevalue("base_postgresql")
            address = stack.enter_context(postgres.database(base.server, base.database))
        engine = db.make_engine(address)
        stack.callback(engine.dispose)
        db.configure(engine)
        stack.callback(session.remove)
        yield Live(_settings(data_dir, address), engine)
