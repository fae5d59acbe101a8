"""What is fixed cannot change in the database either: triggers refuse it, whoever writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from govtech.core.db import Base

STATES = "('agreed', 'superseded')"
"""With a hash: then the content is what it was made of."""
MESSAGE = "a fixed specification does not change"
OWN = (
    "specification_section",
    "specification_item",
    "specification_parameter",
    "specification_party",
    "specification_position",
)
"""Tables whose rows are part of a specification's content and name it."""
_LOCAL = "specification_local_value"
_KEPT = ("title", "number", "content_hash", "frozen_at")


def install(connection: sa.Connection) -> None:
    """Put the triggers up; those there already are replaced."""
    remove(connection)
    made = _sqlite() if connection.dialect.name == "sqlite" else _postgresql()
    for statement in made:
        connection.exec_driver_sql(statement)


def remove(connection: sa.Connection) -> None:
    """Take the triggers down, before a migration moves tables about."""
    of_a_table = connection.dialect.name != "sqlite"
    for name, table in _names():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if of_a_table else ""))


def _names() -> Iterator[tuple[str, str]]:
    """Name and table of every trigger."""
    for table in (*OWN, _LOCAL):
        for event in ("insert", "update", "delete"):
            yield f"fixed_{table}_{event}", table
    for event in ("update", "delete"):
        yield f"fixed_specification_{event}", "specification"


def _fixed(table: str, row: str) -> str:
    """The condition that a row belongs to a fixed specification."""
    if table == "specification":
        return f"{row}.status IN {STATES} AND {row}.content_hash <> ''"
    if table == _LOCAL:
        owner = f"(SELECT specification_id FROM specification_parameter WHERE id = {row}.parameter_id)"  # noqa: S608 - names of our own
    else:
        owner = f"{row}.specification_id"
    return f"EXISTS (SELECT 1 FROM specification WHERE id = {owner} AND status IN {STATES} AND content_hash <> '')"  # noqa: S608 - names of our own


def _condition(table: str, event: str) -> str:
    fixed = _fixed(table, "NEW" if event == "insert" else "OLD")
    if (table, event) != ("specification", "update"):
        return fixed
    apart = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _KEPT)
    return f"{fixed} AND (NEW.status NOT IN {STATES} OR {apart})"


def _sqlite() -> Iterator[str]:
    for name, table in _names():
        event = name.rpartition("_")[2]
        when = _condition(table, event).replace("IS DISTINCT FROM", "IS NOT")
        refuse = f"SELECT RAISE(ABORT, '{MESSAGE}')"
        yield f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} WHEN {when} BEGIN {refuse}; END"


def _postgresql() -> Iterator[str]:
    """One function a trigger: conditions of triggers may not look into other tables there."""
    for name, table in _names():
        event = name.rpartition("_")[2]
        row = "OLD" if event == "delete" else "NEW"
        refuse = f"IF {_condition(table, event)} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;"
        body = f"BEGIN {refuse} RETURN {row}; END"
        yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        yield f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


@sa.event.listens_for(Base.metadata, "after_create")
def _created(_metadata: sa.MetaData, connection: sa.Connection, **_options: Any) -> None:
    """Tables made from the models have them from the start."""
    if sa.inspect(connection).has_table("specification"):
        install(connection)
