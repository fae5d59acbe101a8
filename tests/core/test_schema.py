"""Migrations lead to exactly the tables that the models describe, on both databases, and may be repeated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from govtech import schema
from govtech.core import db
from govtech.core.db import Base
from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database without tables."""
    if request.param == "sqlite":
        engine = db.make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
        yield engine
        engine.dispose()
        return
    server = request.getfixturevalue("base_postgresql").server
    with postgres.database(server) as address:
        engine = db.make_engine(address)
        yield engine
        engine.dispose()


def test_migrations_and_models_agree(empty: sa.Engine) -> None:
    assert schema.differences(empty), "an empty database lacks everything"
    before, after = schema.upgrade(empty)
    assert (before, after) == (None, schema.head())
    assert schema.differences(empty) == []
    assert schema.upgrade(empty) == (after, after)
    with empty.connect() as connection:
        assert set(Base.metadata.tables) <= set(sa.inspect(connection).get_table_names())


def _checks(engine: sa.Engine) -> set[tuple[str, str | None, str]]:
    """(table, name, condition without spaces and quotation marks) of every CHECK."""
    inspector = sa.inspect(engine)
    return {
        (table, check["name"], "".join(check["sqltext"].split()).replace('"', ""))
        for table in Base.metadata.tables
        for check in inspector.get_check_constraints(table)
    }


def test_migrations_lead_to_the_same_conditions(empty: sa.Engine) -> None:
    """Alembic does not compare CHECKs, and what a column may hold is one of them."""
    schema.upgrade(empty)
    migrated = _checks(empty)
    Base.metadata.drop_all(empty)
    Base.metadata.create_all(empty)
    assert migrated == _checks(empty)
    assert migrated


def _filled(column: Any, number: int) -> object:
    """Some value for a column that asks for one."""
    if column.type.python_type in (datetime, date):
        return column.type.python_type(2026, 4, 1)
    return {int: number, bool: False, dict: {}, list: []}.get(column.type.python_type, f"v{number}")


def test_an_older_installation_keeps_its_rows(empty: sa.Engine) -> None:
    with empty.begin() as connection:
        command.upgrade(schema._config(connection), "0001")
    given: dict[str, dict[str, object]] = {
        "organisation": {"id": "o1", "kind": "municipality", "status": "verified"},
        "need": {"id": "n1", "organisation_id": "o1", "status": "published", "respondents": "both"},
        "response": {"id": "r1", "need_id": "n1", "organisation_id": "o1", "status": "submitted"},
        "journal_entry": {"id": 1},
        "outbox": {"id": 1, "entry_id": 1, "consumer": "mail"},
    }
    with empty.begin() as connection:
        for name, row in given.items():
            table = sa.Table(name, sa.MetaData(), autoload_with=connection)
            asked = (column for column in table.columns if not column.nullable and column.name not in row)
            connection.execute(
                table.insert().values({column.name: _filled(column, 1) for column in asked} | row)
            )
    schema.upgrade(empty)
    assert schema.differences(empty) == []
    with empty.begin() as connection:
        for name, row in given.items():
            kept = connection.execute(sa.text(f"SELECT * FROM {name}")).mappings().one()
            assert row.items() <= dict(kept).items()


def test_every_constraint_has_a_name() -> None:
    unnamed = [
        f"{table.name}: {constraint}"
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert unnamed == []
