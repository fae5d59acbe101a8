"""The lists as data: what a visitor sees, no more, narrowed as the page is, for everybody alike."""

from __future__ import annotations

import csv
import io
import re
from http import HTTPStatus
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from govtech import cli
from govtech.core.atom import NAMESPACE
from govtech.core.db import session, unit_of_work
from govtech.core.open_data import BATCH, BOM
from govtech.delivery import deliver_search
from govtech.front.open_data import write_files
from govtech.needs.models import Need, NeedInitiative, Status
from govtech.rooms import OPEN_LISTS
from tests.architecture.world import ALL, build
from tests.needs import board

ATOM = "{" + NAMESPACE + "}"
NAMES = list(OPEN_LISTS)
MANY = 3 * BATCH


def records(answer) -> list[dict[str, str]]:
    """The rows of a CSV by their heads."""
    assert answer.status_code == HTTPStatus.OK
    assert answer.content_type == "text/csv; charset=utf-8"
    text = answer.get_data(as_text=True)
    answer.close()
    assert text.startswith(BOM)
    rows = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert len({len(row) for row in rows}) == 1
    assert len(set(rows[0])) == len(rows[0])
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def entries(answer) -> list[ET.Element]:
    """The entries of a feed."""
    assert answer.status_code == HTTPStatus.OK
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.get_data()).findall(ATOM + "entry")


def link(answer, rel: str) -> str | None:
    """The address of a relation."""
    found = ET.fromstring(answer.get_data()).findall(ATOM + "link")
    return next((one.get("href") for one in found if one.get("rel") == rel), None)


@pytest.fixture
def world(app, frozen, index):
    """One of each thing in each state, and the index of them."""
    built = build(app.extensions["files"])
    while deliver_search(index):
        pass
    return built


@pytest.mark.parametrize("who", ["visitor", "admin", "company", "coordinator", "auditor"])
def test_everybody_gets_the_public_rows_and_nothing_else(client_for, world, who):
    browser, canaries = client_for(who), world.canaries()
    for name in NAMES:
        for ending, read in (("csv", records), ("atom", entries)):
            answer = browser.get(f"/{name}.{ending}")
            assert read(answer)
            shown = set(re.findall(r"CANARY\w+", answer.get_data(as_text=True)))
            assert {word for word in shown if canaries[word] != ALL} == set()
    shown = browser.get("/needs.csv").get_data(as_text=True)
    assert "CANARYNeedClosed" in shown
    assert "CANARYNeedDraft" not in shown


@pytest.mark.parametrize(
    "query", ["", "state=open", "state=decided", "initiative=7", "municipality=272078", "state=own"]
)
def test_the_rows_are_those_of_the_page(client, actor_for, query):
    for number in range(3):
        board.published(actor_for, title=f"ニーズ{number}", initiatives=(7,) if number else (18,))
    board.draft(actor_for, title="下書き")
    board.closed(actor_for)
    page = client.get(f"/needs?{query}").text
    shown = set(re.findall(r'class="row-title"[^>]*><a href="/needs/(\w+)"', page))
    assert {row["ID"] for row in records(client.get(f"/needs.csv?{query}"))} == shown
    tags = {
        entry.findtext(ATOM + "id").rpartition("/")[2]
        for entry in entries(client.get(f"/needs.atom?{query}"))
    }
    assert tags == shown


@pytest.mark.parametrize("name", NAMES)
def test_the_page_leads_to_its_data_with_its_filters(client, world, name):
    asked = "initiative=1" if "initiative" in OPEN_LISTS[name].filters else "kind=company"
    page = client.get(f"/{name}?{asked}&unknown=x").text
    assert (
        f'rel="alternate" type="application/atom+xml" title="{OPEN_LISTS[name].title}" href="/{name}.atom?{asked}"'
        in page
    )
    assert f'href="/{name}.csv?{asked}"' in page


def test_what_is_not_public_is_not_offered_as_data(client_for, actor_for):
    assert "needs.csv" in client_for("editor").get("/needs").text
    assert "needs.csv" not in client_for("editor").get("/needs?state=own").text
    assert "cases.csv" not in client_for("editor").get("/cases?mine=1").text


def test_the_feed_goes_on_and_ends(client, actor_for):
    need_id = board.published(actor_for)
    _copies(need_id, 120)
    address, seen = "/needs.atom?network=lgwan", []
    while address:
        answer = client.get(address)
        seen += [entry.findtext(ATOM + "id") for entry in entries(answer)]
        assert "network=lgwan" in link(answer, "self")
        assert link(answer, "alternate").endswith("/needs?network=lgwan")
        address = link(answer, "next")
    assert len(seen) == len(set(seen)) == 121


@pytest.mark.parametrize("ending", ["csv", "atom"])
def test_an_unchanged_list_is_not_sent_again(client, actor_for, ending):
    board.published(actor_for)
    first = client.get(f"/needs.{ending}")
    assert "public" in first.headers["Cache-Control"]
    again = client.get(f"/needs.{ending}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    board.published(actor_for, title="新しいニーズ")
    changed = client.get(f"/needs.{ending}", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == HTTPStatus.OK
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_heads_are_in_the_readers_language(client, actor_for):
    board.published(actor_for)
    japanese, english = records(client.get("/needs.csv"))[0], records(client.get("/needs.csv?lang=en"))[0]
    assert japanese["件名"] == english["Title"]
    assert set(japanese) & set(english) == {"ID"}


def test_hostile_titles_harm_neither_file_nor_feed(client, actor_for):
    title = '=HYPERLINK("http://evil.example","🏯")\u0007 </title>'
    board.published(actor_for, title=title, outcome="行\nと\u0001行")
    (row,) = records(client.get("/needs.csv"))
    assert row["件名"] == "'" + title.replace("\u0007", "")
    assert row["予算の上限（円・税込）"] == "4000000"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00", row["提案の締切"])
    (entry,) = entries(client.get("/needs.atom"))
    assert entry.findtext(ATOM + "title") == title.replace("\u0007", "")


def test_a_long_list_is_whole_and_takes_few_statements(client, actor_for, counting):
    need_id = board.published(actor_for)
    client.get("/needs.csv")
    with counting() as few:
        client.get("/needs.csv")
    _copies(need_id, MANY)
    with counting() as many:
        rows = records(client.get("/needs.csv"))
    assert len(rows) == MANY + 1
    assert len({row["ID"] for row in rows}) == len(rows)
    assert len(many) - len(few) <= 2 * (MANY // BATCH)


def _copies(need_id: str, count: int) -> None:
    """The same need many times over."""
    table = Need.__table__
    with unit_of_work():
        row = session.execute(sa.select(*table.columns).where(table.c.id == need_id)).one()._asdict()
        row |= {"status": Status.PUBLISHED}
        session.execute(sa.insert(Need), [{**row, "id": f"copy{number}"} for number in range(count)])
        numbers = [{"need_id": f"copy{number}", "number": 7} for number in range(count)]
        session.execute(sa.insert(NeedInitiative), numbers)


def test_files_are_what_the_pages_give(client, world, tmp_path):
    with unit_of_work(writes=False):
        paths = [Path(path) for path in write_files(tmp_path / "new" / "folder", "http://127.0.0.1:8000")]
    assert [path.name for path in paths] == [f"{name}.csv" for name in NAMES]
    for path in paths:
        assert path.read_bytes() == client.get(f"/{path.name}").get_data()


def test_the_command_says_where_it_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "prepare", lambda: (_ for _ in ()).throw(SystemExit(3)))
    helped = CliRunner().invoke(cli.govtech, ["export", "csv", "--help"])
    assert helped.exit_code == 0
    assert "--output" in helped.output
    assert "Example: govtech export csv" in helped.output
