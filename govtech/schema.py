"""The database's shape: brought up to date by migrations, and compared with the models."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from govtech.config import ROOT
from govtech.core.db import Base
from govtech.drafting import immutable


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine) -> tuple[str | None, str | None]:
    """Apply what is missing; (revision before, revision after). On SQLite foreign keys are checked at the end."""
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            _pragma(connection, "foreign_keys=OFF")
        with connection.begin():
            before = current(connection)
            immutable.remove(connection)
            command.upgrade(_config(connection), "head")
            immutable.install(connection)
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            connection.rollback()
            _pragma(connection, "foreign_keys=ON")
            if broken:
                raise RuntimeError(f"foreign keys broken after the migration: {broken[:5]}")
        after = current(connection)
        connection.rollback()
    return before, after


def _pragma(connection: sa.Connection, pragma: str) -> None:
    """A pragma outside any transaction: inside one SQLite ignores it."""
    connection.connection.cursor().execute(f"PRAGMA {pragma}")


def current(connection: sa.Connection) -> str | None:
    """The revision the database is at."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: sa.Engine) -> bool:
    """Whether the database is at the newest revision."""
    with engine.connect() as connection:
        return current(connection) == head()


def head() -> str | None:
    """The newest revision we have."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def differences(engine: sa.Engine) -> list[str]:
    """What the tables lack or have too much compared with the models; empty when all is well."""
    with engine.connect() as connection:
        found = (
            [] if current(connection) == head() else [f"revision {current(connection)} instead of {head()}"]
        )
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found.extend(str(row) for row in compare_metadata(context, Base.metadata))
        connection.rollback()
    return found


def write_revision(engine: sa.Engine, message: str) -> None:
    """Write a migration from what differs (development)."""
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True)
