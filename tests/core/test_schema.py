"""Migrations lead to exactly the tables that the models describe, on both databases, and may be repeated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

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
    server, _template = request.getfixturevalue("base_postgresql")
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


def test_every_constraint_has_a_name() -> None:
    unnamed = [
        f"{table.name}: {constraint}"
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert unnamed == []
