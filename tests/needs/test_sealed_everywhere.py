"""Before a need closes, no page, file, index, journal, notice or mail tells anybody else that there is a response.

The addresses come from the application itself, so that a channel added later is asked too.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing.converters import AnyConverter

from govtech.core import journal
from govtech.core.db import Base, session, unit_of_work
from govtech.core.policy import Actor
from govtech.delivery import deliver_search
from govtech.needs import response_services as services
from govtech.needs.models import Need
from govtech.needs.prices import PriceData
from govtech.needs.response_content import AnswerData, UseData
from govtech.needs.response_models import Response
from search.interface import Engine
from tests import people
from tests.needs import board

WORD = "カナリア秘匿"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WRITERS = ("company", "other_company", "group")
READERS = tuple(
    who
    for who in people.WHO
    if people.PEOPLE.get(who) is None
    or people.PEOPLE[who].organisation not in {"company1", "company2", "group1"}
)
ABSENT = "zzzzzzzzzz"
STAMPED = re.compile(
    r'name="(csrf_token|form_key|page)"[^>]*|content="[^"]*" name="csrf-token"|<meta name="csrf-token"[^>]*>'
)


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> Any:
    """What is shown does not depend on the database; one is enough for so many pages."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture
def app(app: Flask) -> Flask:
    """A page that stumbles is a finding of other tests, not the end of these."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@dataclass(frozen=True)
class Sealed:
    """An open need with a draft, a handed-in and a withdrawn response, and their files."""

    need_id: str
    responses: tuple[str, ...]
    attachments: tuple[str, ...]
    sha256: tuple[str, ...]


def _answer(app: Flask, need_id: str, actors: dict[str, Actor]) -> Sealed:
    """Three responses with the word in every text, file name and file."""
    ids, files, hashes = [], [], []
    data = replace(
        board.ANSWER,
        approach=WORD,
        answers=tuple(AnswerData(item.key, item.wish, "met", WORD) for item in board.ANSWER.answers),
        plan=WORD,
        prices=(PriceData(WORD, 123_456_789, unit=WORD),),
        price=WORD,
        chosen=(UseData(WORD, WORD, WORD),),
        references=WORD,
        contact=WORD,
    )
    for place, who in enumerate(WRITERS):
        stored = app.extensions["files"].store(
            io.BytesIO(PDF + f"{WORD}{place}".encode()), f"{WORD}{place}.pdf"
        )
        with unit_of_work():
            response = services.start(actors[who], session.get(Need, need_id), data)
            session.flush()
            services.attach(actors[who], response, stored)
            if place:
                services.submit(actors[who], response)
            if place == 2:
                session.flush()
                services.withdraw(actors[who], response)
            session.flush()
            ids.append(response.id)
            files.append(response.attachments[0].id)
            hashes.append(stored.sha256)
    return Sealed(need_id, tuple(ids), tuple(files), tuple(hashes))


def _addresses(app: Flask, need_id: str, sealed: Sealed) -> list[str]:
    """Every address that is read: with the need, its responses and their files wherever an id is asked for."""
    found = [
        "/search?q=" + WORD,
        "/needs?state=open",
        f"/files/{sealed.sha256[0]}",
        f"/api/v1/needs/{need_id}/responses",
    ]
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for response_id, attachment_id in zip(sealed.responses, sealed.attachments, strict=True):
            known = {
                "need_id": need_id,
                "response_id": response_id,
                "attachment_id": attachment_id,
                "organisation_id": "company1",
                "number": 1,
            }
            steps = {
                name: min(converter.items)
                for name, converter in rule._converters.items()
                if isinstance(converter, AnyConverter)
            }
            values = dict.fromkeys(rule.arguments, ABSENT) | known | steps
            path = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
            if path is not None:
                found.append(path[1])
    return list(dict.fromkeys(found))


def _seen(client: Any, address: str) -> tuple[Any, ...]:
    """What can be told from an answer: status, where it leads, its marks, its length and its text."""
    with client.get(address) as answer:
        body = STAMPED.sub("", answer.get_data(as_text=True))
        headers = {
            name: answer.headers.get(name)
            for name in ("ETag", "Last-Modified", "Vary", "Content-Disposition")
        }
        return answer.status_code, answer.headers.get("Location"), headers, body


@pytest.mark.parametrize("who", READERS)
def test_no_address_differs_by_a_response(app: Flask, index: Engine, actor_for, frozen, who: str) -> None:
    need_id = board.published(actor_for)
    actors = {writer: actor_for(writer) for writer in WRITERS}
    cookie = people.cookie(app, who)
    supposed = Sealed(
        need_id,
        ("aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"),
        ("dddddddddd", "eeeeeeeeee", "ffffffffff"),
        ("0" * 64,) * 3,
    )
    _settle(index)
    before = [_seen(people.with_cookie(app, cookie), one) for one in _addresses(app, need_id, supposed)]
    sealed = _answer(app, need_id, actors)
    _settle(index)
    after = [_seen(people.with_cookie(app, cookie), one) for one in _addresses(app, need_id, sealed)]
    differing = []
    for address, was, now in zip(_addresses(app, need_id, sealed), before, after, strict=True):
        if _neutral(now, sealed) != _neutral(was, supposed):
            differing.append((address, was[:3], now[:3]))
        assert (
            WORD not in str(now).replace("q=" + WORD, "").replace(f'value="{WORD}"', "")
            or "/search" in address
        )
    assert differing == []


def _settle(index: Engine) -> None:
    while deliver_search(index):
        pass


def _neutral(seen: tuple[Any, ...], sealed: Sealed) -> str:
    """The same whatever the ids are: those that stand in the address come back in the page."""
    text = repr(seen)
    for kind in (sealed.responses, sealed.attachments, sealed.sha256):
        for key in kind:
            text = text.replace(key, "ID")
    return text


def test_nothing_is_kept_where_others_read(app: Flask, actor_for, frozen, delivery, settings) -> None:
    """Index, journal, outbox, notices and mail, after everything was delivered."""
    need_id = board.published(actor_for)
    actors = {who: actor_for(who) for who in people.WHO}
    sealed = _answer(app, need_id, {who: actors[who] for who in WRITERS})
    with unit_of_work(writes=False):
        payloads = session.execute(
            sa.select(journal.Outbox.payload, journal.Entry.subject_type).join(journal.Entry)
        ).all()
        told = [str(row.payload) for row in payloads if row.payload]
    assert not [text for text in told if WORD in text or any(key in text for key in sealed.responses)]
    delivery.once()
    index = settings.data_dir / "index"
    held = [path.read_bytes() for path in index.rglob("*") if path.is_file()]
    assert not [part for part in held if any(key.encode() in part for key in sealed.responses)]
    mails = [path.read_text(errors="replace") for path in settings.mail_dir.rglob("*") if path.is_file()]
    assert not [mail for mail in mails if WORD in mail]
    with unit_of_work(writes=False):
        for who in READERS:
            visible = sa.select(journal.Entry.id).where(
                journal.Entry.subject_type == "response", journal.visible_to(actors[who])
            )
            assert session.scalars(visible).all() == []
        assert _tables_with(WORD) <= {
            "response",
            "response_answer",
            "response_price",
            "response_reference",
            "response_attachment",
            "journal_entry",
        }


def _tables_with(word: str) -> set[str]:
    """Tables in which the word stands in any column."""
    found = set()
    for table in Base.metadata.sorted_tables:
        texts = [sa.cast(column, sa.Text).contains(word) for column in table.columns]
        escaped = word.encode("unicode_escape").decode()
        texts += [sa.cast(column, sa.Text).contains(escaped) for column in table.columns]
        if session.scalar(sa.select(sa.func.count()).select_from(table).where(sa.or_(*texts))):
            found.add(table.name)
    return found


@pytest.mark.parametrize("who", READERS)
def test_after_the_close_the_owners_alone_read_what_was_handed_in(
    app: Flask, actor_for, frozen, who: str
) -> None:
    need_id = board.published(actor_for)
    actors = {writer: actor_for(writer) for writer in WRITERS}
    sealed = _answer(app, need_id, actors)
    board.close(need_id)
    cookie = people.cookie(app, who)
    owner = people.PEOPLE.get(who) and people.PEOPLE[who].organisation == people.HOME_TOWN
    shown = set()
    for address in _addresses(app, need_id, sealed):
        with people.with_cookie(app, cookie).get(address) as answer:
            text = answer.get_data(as_text=True)
        if WORD in text and "/search" not in address:
            shown.add(address)
            assert owner
            assert not any(hidden in address for hidden in (sealed.responses[0], sealed.responses[2]))
    assert bool(shown) == bool(owner)
    with unit_of_work(writes=False):
        assert session.get(Response, sealed.responses[1]).status == "submitted"
