"""Every route, as everybody, on everything in every state: who is answered, who is refused, and who sees which text."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter

from govtech.core.web import is_public
from govtech.delivery import deliver_search
from search.interface import Engine
from tests import people
from tests.architecture import access
from tests.architecture.world import ALL, WORD, Readers, Thing, World, build

ANSWERED = {200, 303, 409, 422}
HIDDEN = 404
REFUSED = {403, 404}
NO_SUCH = "zzzzzzzzzz"
METHODS = ("GET", "POST")
MAILED = {"accounts.join", "accounts.reset_password", "accounts.register_organisation"}
"""Pages behind a secret link: whoever has it is who it was mailed to, and may read the address there."""


class Address(NamedTuple):
    """One address to ask: how it is named in the table, and the thing it is about."""

    endpoint: str
    method: str
    row: str
    path: str
    thing: Thing | None


def rules(app: Flask) -> list[Rule]:
    """Every rule but the static files."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def rows(rule: Rule) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of the table that a rule belongs to: one for each step that its address may carry."""
    steps = {
        name: sorted(converter.items)
        for name, converter in rule._converters.items()
        if isinstance(converter, AnyConverter)
    }
    for chosen in itertools.product(*steps.values()):
        yield ":".join([rule.endpoint, *chosen]), dict(zip(steps, chosen, strict=True))


def allowed(row: str, method: str) -> Readers | access.Things:
    """The table's value for a row."""
    return access.ROUTES.get(f"{row} {method}", access.ROUTES.get(row, access.NOBODY))


def kind_of(thing: Thing) -> str:
    """case of case:draft."""
    return thing.name.partition(":")[0]


def addresses(app: Flask, world: World) -> list[Address]:
    """Every address of every thing, and every address without one."""
    found = []
    with app.test_request_context():
        for rule in rules(app):
            for (row, steps), method in itertools.product(rows(rule), METHODS):
                if method not in (rule.methods or ()):
                    continue
                table = allowed(row, method)
                things = world.things.values() if isinstance(table, dict) else [None]
                for thing in things:
                    if thing and not {thing.name, kind_of(thing)} & set(table):
                        continue
                    values = {**(thing.arguments if thing else {}), **steps}
                    given = {name: values[name] for name in rule.arguments if name in values}
                    if set(given) == rule.arguments:
                        path = app.url_for(rule.endpoint, **given)
                        found.append(Address(rule.endpoint, method, row, path, thing))
    return found


def may(who: str, address: Address) -> bool:
    """Whether the table says that this person is answered."""
    table = allowed(address.row, address.method)
    thing = address.thing
    if not isinstance(table, dict) or thing is None:
        return who in table
    doers = table.get(thing.name, table.get(kind_of(thing), access.NOBODY))
    return who in (thing.readers if doers is access.READERS else doers)


def words_of(response: Any) -> str:
    """The text of an answer: of a page as it is, of a workbook what its parts hold."""
    data: bytes = response.get_data()
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.fixture
def world(app: Flask, frozen: Any, index: Engine) -> World:
    """Everything there is, with the index up to date; a page that stumbles is a finding, not the end of the sweep."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    built = build(app.extensions["files"])
    while deliver_search(index):
        pass
    return built


def ask(client: FlaskClient, database: sa.Connection, address: Address) -> Any:
    """One request whose traces are undone."""
    with database.begin_nested() as trace:
        response = client.open(
            address.path, method=address.method, data={} if address.method == "POST" else None
        )
        response.get_data()
        trace.rollback()
    response.close()  # a download holds its file open
    return response


def test_every_route_has_its_place_in_the_table(app: Flask) -> None:
    known = {row for rule in rules(app) for row, _steps in rows(rule)}
    listed = {row.partition(" ")[0] for row in access.ROUTES}
    assert known - listed == set(), "place the new routes in tests/architecture/access.py"
    assert listed - known == set(), "the table names routes that are gone"


def test_every_address_can_be_asked(app: Flask, world: World) -> None:
    reached = {address.row for address in addresses(app, world)}
    assert reached == {row for rule in rules(app) for row, _steps in rows(rule)}


SWEEPS = [
    *(("sqlite", who) for who in people.WHO),
    *(("postgresql", who) for who in (people.VISITOR, "editor", "company", "coordinator")),
]
"""Everybody on one database; on the other one of each kind, since only what a query finds could differ there."""


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "who"), SWEEPS, indirect=["engine"])
def test_everybody_everywhere(app: Flask, database: sa.Connection, world: World, who: str) -> None:
    wrong = []
    canaries = world.canaries()
    signed_in = people.cookie(app, who)
    for address in addresses(app, world):
        client = people.with_cookie(app, signed_in)
        response = ask(client, database, address)
        if trouble := _judge(app, who, address, response.status_code, response.headers.get("Location", "")):
            wrong.append(
                f"{address.method} {address.path} ({address.thing and address.thing.name}): {trouble}"
            )
        shown = set(re.findall(r"CANARY[A-Za-z0-9]+", words_of(response)))
        leaked = {word for word in shown if _leak(word, who, canaries)}
        if leaked and address.endpoint not in MAILED:
            wrong.append(f"{address.method} {address.path}: shows {sorted(leaked)}")
    assert not wrong, "\n".join([who, *wrong])


def _leak(word: str, who: str, canaries: dict[str, Readers]) -> bool:
    readers = next(
        (readers for canary, readers in canaries.items() if canary.startswith(word)), access.NOBODY
    )
    return who not in readers


def _judge(app: Flask, who: str, address: Address, status: int, location: str) -> str | None:
    """What is wrong with an answer, or None."""
    turned_away = status == 303 and "/signin" in location
    if who == people.VISITOR and not is_public(app, address.endpoint):
        return None if turned_away else f"a visitor got {status} instead of the way to sign in"
    thing = address.thing
    if thing and who not in thing.readers and not may(who, address):
        return None if status == HIDDEN else f"{status} instead of not found"
    if may(who, address):
        ends_here = address.endpoint in {
            "accounts.join",
            "accounts.reset_password",
            "accounts.register_organisation",
        }
        return (
            None
            if status in ANSWERED and (ends_here or not turned_away)
            else f"{status} instead of an answer"
        )
    return None if status in REFUSED else f"{status} instead of a refusal"


@pytest.mark.parametrize("who", people.WHO)
def test_search_finds_what_one_may_read_and_nothing_else(app: Flask, world: World, who: str) -> None:
    client = people.client(app, who)
    text = "".join(client.get(f"/search?q={WORD}&page={page}").get_data(as_text=True) for page in (1, 2, 3))
    canaries = world.canaries()
    assert not {word for word in re.findall(r"CANARY[A-Za-z0-9]+", text) if _leak(word, who, canaries)}
    assert "CANARYCasePublished" in text
    assert "CANARYNeedPublished" in text
    assert "CANARYSolutionPublished" in text


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_canaries_are_seen_by_those_they_are_for(app: Flask, database: sa.Connection, world: World) -> None:
    """A canary that its readers never see proves nothing."""
    pages = [address for address in addresses(app, world) if address.method == "GET"]
    for thing in world.things.values():
        if not thing.canary or thing.readers == ALL:
            continue
        client = people.client(app, min(thing.readers))
        own_first = sorted(pages, key=lambda page: (page.thing is not thing, page.thing is not None))
        shown = (words_of(ask(client, database, page)) for page in own_first)
        assert any(thing.canary in text for text in shown), f"{min(thing.readers)} never sees {thing.canary}"


def test_what_is_hidden_looks_like_what_is_not_there(app: Flask, world: World) -> None:
    client = people.client(app, "other_company")
    for name, path in (
        ("need:draft", "/needs/{}"),
        ("case:draft", "/cases/{}"),
        ("solution:draft", "/solutions/{}"),
        ("response:closed_draft", "/responses/{}"),
        ("organisation:new_company", "/organisations/{}"),
    ):
        key = world.things[name].id
        hidden, absent = client.get(path.format(key)), client.get(path.format(NO_SUCH))
        assert hidden.status_code == absent.status_code == HIDDEN
        assert _alike(hidden.text.replace(key, NO_SUCH)) == _alike(absent.text)


def _alike(text: str) -> str:
    """The page without its token, which is stamped with the second."""
    return re.sub(r'(name="(?:csrf_token|form_key)" value=")[^"]+', r"\1", text)
