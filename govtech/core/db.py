"""The declarative base, the session, and the only place that commits."""

from __future__ import annotations

import enum
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
import sqlalchemy.dialects.postgresql
import sqlalchemy.dialects.sqlite
from sqlalchemy import orm

from govtech.core.errors import Conflict

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 10
BUSY_SECONDS = 10


def new_id() -> str:
    """A short opaque identifier: 10 characters that are hard to confuse, 49 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Aware moments, kept in UTC; a naive one is a mistake in the program."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """To the database: UTC, without zone where the database has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(value)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Rows = Sequence[Any]
"""Rows of columns, read by attribute; each query's docstring names them."""
Id = Annotated[str, orm.mapped_column(sa.String(16), primary_key=True, default=new_id)]


class Base(orm.DeclarativeBase):
    """Every table; names of constraints follow one convention, so that messages can be tied to them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        dict[str, object]: sa.JSON,
        list[str]: sa.JSON,
        enum.StrEnum: sa.Enum(
            enum.StrEnum,
            native_enum=False,
            create_constraint=True,
            length=32,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


session = orm.scoped_session(orm.sessionmaker())


def make_engine(url: str, **options: Any) -> sa.Engine:
    """An engine that begins transactions itself, so that a write on SQLite takes its lock at once."""
    engine = sa.create_engine(url, pool_pre_ping=url.startswith("postgresql"), **options)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: `_begin_sqlite` does
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "cache_size=-32000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def configure(engine: sa.Engine | sa.Connection) -> None:
    """Use this database from now on."""
    session.remove()
    session.configure(bind=engine)


class Work:
    """A transaction in progress; clear `keep` to undo it without an error."""

    keep = True


@contextmanager
def unit_of_work(*, writes: bool = True) -> Iterator[Work]:
    """Commit when the block succeeds, roll back otherwise. Nothing else commits.

    With `writes` SQLite takes the write lock at the first statement, so that two writers wait
    for each other instead of failing.
    """
    work = Work()
    session.remove()
    if writes and session.get_bind().dialect.name == "sqlite" and isinstance(session.get_bind(), sa.Engine):
        session.connection(execution_options={"writes": True})
    try:
        yield work
        if work.keep and writes:
            session.commit()
        else:
            session.rollback()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.remove()


@contextmanager
def attempt() -> Iterator[None]:
    """A part of the transaction that may be refused: an error leaves nothing of it behind, and the rest as it is."""
    with session.begin_nested():
        yield


def insert_ignoring(table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows, leaving those whose key is already there as they are (SQLite and PostgreSQL alike)."""
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    insert: Any = sa.dialects.sqlite.insert if dialect == "sqlite" else sa.dialects.postgresql.insert
    session.execute(insert(table).on_conflict_do_nothing(), rows)


def forget(table: type[Base], old: sa.ColumnElement[bool]) -> int:
    """Delete the rows of a table that are old enough, and say how many; nothing is written where there are none."""
    if session.scalar(sa.select(sa.literal(1)).select_from(table).where(old).limit(1)) is None:
        return 0
    return session.execute(sa.delete(table).where(old)).rowcount  # type: ignore[attr-defined, no-any-return]


def lock(thing: Any, *, shared: bool = False, as_of: int | None = None) -> None:
    """Read a thing's row again and hold it until the end of the transaction; `shared` lets other sharers in.

    Two people who change one thing at once wait for each other, and the second reads what the first wrote.
    SQLite's writers already wait for each other. With `as_of`, the version that the page was made from, whoever
    comes second gets a Conflict.
    """
    kind = type(thing)
    session.flush()
    keys = sa.inspect(kind).primary_key
    session.scalars(
        sa.select(kind)
        .where(*(key == value for key, value in zip(keys, sa.inspect(thing).identity, strict=True)))
        .with_for_update(of=kind, read=shared)
        .execution_options(populate_existing=True)
    ).one()
    if as_of is not None and thing.version != as_of:
        raise Conflict
