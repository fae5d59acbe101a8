"""Beginning a joint specification: from any version, a file, an older one, a need; seen by those it is for, and no others."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import docx
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask.testing import FlaskClient

from govtech import importing
from govtech.agreeing import answering
from govtech.agreeing import position_services as positions
from govtech.agreeing.position_models import Stance
from govtech.agreeing.position_statements import PositionData
from govtech.beginnings import beginnings
from govtech.beginnings import services as begin_services
from govtech.beginnings.beginnings import File
from govtech.beginnings.models import ImportReport
from govtech.core.clock import now
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden, Invalid, NotFound
from govtech.core.policy import Actor
from govtech.core.words import use_locale
from govtech.drafting import queries, services, writing
from govtech.drafting.content import Beginning, plain_of
from govtech.drafting.models import Specification, Status, Thing
from govtech.drafting.writing import Edit
from govtech.needs import services as needs
from govtech.needs.content import NeedData
from govtech.needs.models import Need
from govtech.reading import search, tasks
from govtech.specifications import queries as templates
from tests import people
from tests.agreeing.test_agreeing import PLAIN

Clients = Callable[[str], FlaskClient]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(*chapters: str, item: str = "起案できること") -> bytes:
    """A Word file with a heading for each chapter and a table of one requirement in the last."""
    file = docx.Document()
    for number, chapter in enumerate(chapters, 1):
        file.add_heading(f"第{number}章　{chapter}", 1)
        file.add_paragraph(f"{chapter}の文。")
    grid = file.add_table(2, 3)
    texts = ["番号", "水準", "要件", "DM-1", "必須", item]
    for cell, text in zip([cell for row in grid.rows for cell in row.cells], texts, strict=True):
        cell.text = text
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def made(title: str) -> Specification:
    return session.scalars(sa.select(Specification).where(Specification.title == title)).one()


@pytest.fixture
def editor(database: Any) -> Actor:
    people.actor("other_editor")
    return people.actor("editor")


# -- the pages


def test_the_ways_to_begin_are_offered_and_each_has_its_form(client_for: Clients) -> None:
    browser = client_for("editor")
    page = browser.get("/specifications/new").text
    for way in ("template", "file", "older", "empty"):
        assert f"way={way}" in page
        assert browser.get(f"/specifications/new?way={way}").status_code == 200
    assert client_for("company").get("/specifications/new").status_code == 403


def test_from_a_version_of_a_template(client_for: Clients) -> None:
    browser = client_for("editor")
    page = browser.get("/specifications/new?template=e-application").text
    assert 'selected value="e-application:' in page or 'value="e-application:' in page
    version = templates.versions("e-application")[0].version
    answer = browser.post(
        "/specifications/new?way=template",
        data={"template": f"e-application:{version}", "title": "", "parties": [people.OTHER_TOWN]},
    )
    assert answer.status_code == 303
    with unit_of_work(writes=False):
        specification = made("電子申請システム")
        assert specification.origin == f"template:e-application:{version}"
        assert "7" in specification.initiatives
        assert queries.content(specification) == plain_of(templates.content(templates.find("e-application")))
    shown = browser.get(answer.location).text
    assert f"/templates/e-application/{version}" in shown
    assert "電子申請システム" in browser.get("/templates/e-application").text
    assert "このひな形から共同仕様書を作る" in browser.get("/templates/e-application").text


def test_what_is_missing_is_said_and_what_was_typed_stays(client_for: Clients) -> None:
    browser = client_for("editor")
    for way, message in (
        ("template", "ひな形を選んで"),
        ("older", "もとにする共同仕様書を選んで"),
        ("file", "ファイルを選んで"),
        ("empty", "件名を入力して"),
    ):
        page = browser.post(
            f"/specifications/new?way={way}",
            data={"title": "" if way == "empty" else "題名が残る", "parties": [people.OTHER_TOWN]},
        )
        assert page.status_code == 422
        assert message in page.text
        assert way == "empty" or "題名が残る" in page.text
        assert "checked" in page.text


def test_from_a_word_file_with_its_report_until_somebody_has_read_it(client_for: Clients) -> None:
    browser = client_for("editor")
    data = word_file("総則", "機能")
    answer = browser.post(
        "/specifications/new?way=file",
        data={"document": (io.BytesIO(data), "文書管理.docx", WORD), "title": "文書管理システム"},
    )
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "ファイルの取り込みの結果" in page
    assert "「文書管理.docx」" in page
    assert "DM-1" in page
    assert "ファイルの取り込みの結果" not in client_for("coordinator").get("/specifications").text
    with unit_of_work(writes=False):
        specification = made("文書管理システム")
        assert [one["title"] for one in queries.content(specification)["sections"]] == ["総則", "機能"]
    assert browser.post(f"{answer.location}/report-read").status_code == 303
    assert "ファイルの取り込みの結果" not in browser.get(answer.location).text


@pytest.mark.parametrize("name", ["仕様書.docx", "仕様書.pdf", "仕様書.docm"])
def test_hostile_and_foreign_files_are_refused_with_the_reason(client_for: Clients, name: str) -> None:
    page = client_for("editor").post(
        "/specifications/new?way=file",
        data={"document": (io.BytesIO(b"PK\x03\x04broken"), name, WORD), "title": "題名が残る"},
    )
    assert page.status_code == 422
    assert "題名が残る" in page.text
    assert 'id="document-error"' in page.text, "told at the field, once"
    assert "ファイルは引き継げません" not in page.text
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count()).select_from(Specification)) == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("仕様書.pdf", "ここで使える形式：.docx、.md"),
        ("仕様書.doc", "Wordで開き、「.docx」で保存し直してください。"),
        ("仕様書.docm", "マクロを含む形式（.docm）なので、受け付けません。"),
    ],
)
def test_a_file_of_another_kind_is_told_what_this_page_takes(name: str, told: str) -> None:
    with use_locale("ja"), pytest.raises(Invalid) as refused:
        beginnings.of_file(File(name, b"%PDF-1.7"))
    assert told in refused.value.message


def test_from_a_need_the_title_is_proposed_and_both_point_to_each_other(
    client_for: Clients, editor: Actor
) -> None:
    approver = people.actor("approver")
    with unit_of_work():
        need = needs.create(editor, NeedData("窓口の待ち時間を短くしたい", initiatives=(7,)))
        need.published_at = now()
        need_id = need.id
    browser = client_for("editor")
    page = browser.get(f"/specifications/new?need={need_id}").text
    assert "電子申請システム" in page  # the template for what the need is about
    form = browser.get(f"/specifications/new?way=empty&need={need_id}").text
    assert 'value="窓口の待ち時間を短くしたい"' in form
    answer = browser.post(
        f"/specifications/new?way=empty&need={need_id}", data={"title": "待ち時間のない窓口"}
    )
    assert f"/needs/{need_id}" in browser.get(answer.location).text
    assert "待ち時間のない窓口" in browser.get(f"/needs/{need_id}").text
    assert "待ち時間のない窓口" not in client_for("company").get(f"/needs/{need_id}").text
    with unit_of_work(writes=False):
        assert made("待ち時間のない窓口").initiatives == ["7"]
        assert session.get_one(Need, need_id).organisation_id == approver.organisation_id


def test_from_an_older_one_only_when_it_is_open_or_ones_own(editor: Actor) -> None:
    other, coordinator = people.actor("other_editor"), people.actor("coordinator")
    with unit_of_work():
        own = services.create(editor, Beginning("自団体の下書き", content=PLAIN)).id
        asked = services.create(editor, Beginning("照会中の仕様書", content=PLAIN))
        asked.take("consult")
        frozen = services.create(editor, Beginning("確定した仕様書", content=PLAIN, initiatives=(7, 8)))
        frozen.take("freeze")
        frozen.number = 1
        asked_id, frozen_id = asked.id, frozen.id
    with unit_of_work(writes=False):
        assert {row.id for row in beginnings.older(editor)} == {own, asked_id, frozen_id}
        assert {row.id for row in beginnings.older(other)} == {frozen_id}
        assert {row.id for row in beginnings.older(coordinator)} == {own, asked_id, frozen_id}
        for hidden in (own, asked_id):
            with pytest.raises(NotFound):
                beginnings.of_older(other, hidden)
        beginning = beginnings.of_older(other, frozen_id)
        assert beginning.origin == f"specification:{frozen_id}"
        assert beginning.initiatives == (7, 8)
        assert beginning.content["sections"] == PLAIN["sections"]


# -- many files at once


def test_the_same_file_is_taken_once_and_a_newer_one_renews_its_draft(editor: Actor) -> None:
    first, second = File("a.docx", word_file("総則")), File("a.docx", word_file("総則", "検収"))
    with unit_of_work():
        assert begin_services.import_files(editor, [first]).new == 1
    with unit_of_work():
        counts = begin_services.import_files(
            editor, [first, File("壊れた.docx", b"no"), File("b.md", "# 章\n\n文".encode())]
        )
        assert (counts.new, counts.unchanged, len(counts.refused)) == (1, 1, 1)
        assert counts.refused[0].row == "壊れた.docx"
    with unit_of_work():
        assert begin_services.import_files(editor, [second]).changed == 1
        specification = made("a")
        assert [one["title"] for one in queries.content(specification)["sections"]] == ["総則", "検収"]
        assert [row.number for row in queries.revisions(specification)] == [2, 1]
        writing.write(editor, specification, Edit(Thing.SECTION, "c1", {"body": "人が書いた文。"}, 2))
    with unit_of_work():
        counts = begin_services.import_files(editor, [first, File("a.docx", word_file("別の章"))])
        assert len(counts.refused) == 2
        assert "書き換えられています" in counts.refused[0].reason
        assert queries.section(made("a"), "c1").body == "人が書いた文。"
    with pytest.raises(Forbidden), unit_of_work():
        begin_services.import_files(people.actor("company"), [first])


def test_the_command_says_what_was_refused(live: Any, tmp_path: Any) -> None:
    good, bad = tmp_path / "仕様書.docx", tmp_path / "壊れた.docx"
    good.write_bytes(word_file("総則"))
    bad.write_bytes(b"no")
    arguments = ["docx", str(good), str(bad), "--as", "specification", "--organisation", people.HOME_TOWN]
    runner = CliRunner()
    first = runner.invoke(importing.group, arguments, obj=lambda: live.settings)
    again = runner.invoke(importing.group, arguments[:2] + arguments[3:], obj=lambda: live.settings)
    assert (first.exit_code, again.exit_code) == (1, 0)
    assert "壊れた.docx" in first.stderr
    assert "変更なし1件" in again.stdout
    with unit_of_work(writes=False):
        report = session.scalars(sa.select(ImportReport)).one()
        assert report.organisation_id == people.HOME_TOWN
        assert report.counts["items"] == 1
    unknown = runner.invoke(importing.group, [*arguments[:-1], "999999"], obj=lambda: live.settings)
    assert unknown.exit_code == 2


# -- search, list, data, tasks


def test_drafts_are_found_by_their_own_and_fixed_ones_by_everybody(editor: Actor) -> None:
    everybody = {who: people.actor(who) for who in ("visitor", "company", "other_editor", "editor")}
    with unit_of_work():
        draft = services.create(editor, Beginning("施設予約", content=PLAIN, initiatives=(7,)))
        inside = search.to_document(draft)
        assert inside.tokens == {f"org:{people.HOME_TOWN}", "coordinator"}
        assert "要件1を満たすこと" not in inside.body
        draft.take("consult")
        assert search.to_document(draft).tokens == inside.tokens | {"municipal"}
        seen = {who: search.visible(actor, [draft.id]) for who, actor in everybody.items()}
        assert [who for who, ids in seen.items() if ids] == ["other_editor", "editor"]
        draft.take("resume")
        assert not search.visible(everybody["other_editor"], [draft.id])
        draft.take("freeze")
        document = search.to_document(draft)
        assert document.tokens == {"public"}
        assert "要件1を満たすこと" in document.body
        assert document.initiatives == (7,)
        assert search.visible(everybody["visitor"], [draft.id]) == {draft.id}


def test_the_index_follows_and_answers_each_reader_with_what_is_theirs(
    client_for: Clients, client: FlaskClient, delivery: Any, editor: Actor
) -> None:
    with unit_of_work():
        draft = services.create(editor, Beginning("琥珀の施設予約", content=PLAIN)).id
    delivery.once()
    assert (
        "琥珀"
        in client_for("editor").get("/search?q=琥珀の施設予約").text.split("<main")[1].split("results")[1]
    )
    for who in ("other_editor", "company"):
        assert f"/specifications/{draft}" not in client_for(who).get("/search?q=琥珀の施設予約").text
    assert f"/specifications/{draft}" not in client.get("/search?q=琥珀の施設予約").text
    with unit_of_work():
        services.add_parties(editor, session.get_one(Specification, draft), [people.OTHER_TOWN])
    delivery.once()
    assert f"/specifications/{draft}" in client_for("other_editor").get("/search?q=琥珀の施設予約").text


def test_the_list_narrows_and_offers_only_fixed_ones_as_data(
    client_for: Clients, client: FlaskClient, editor: Actor
) -> None:
    with unit_of_work():
        services.create(editor, Beginning("下書きの仕様書", content=PLAIN, initiatives=(7,)))
        fixed = services.create(
            editor,
            Beginning("確定の仕様書", "概要の言葉", "template:rpa:1.0", (8, 17), content=PLAIN),
            [people.OTHER_TOWN],
        )
        fixed.take("freeze")
        fixed.number, fixed.frozen_at, fixed.content_hash = 1, now(), "0" * 64
    browser = client_for("editor")
    for query, shown in (
        ("initiative=7", ["下書き"]),
        ("initiative=1", []),
        ("template=rpa", ["確定"]),
        ("q=概要の言葉", ["確定"]),
        ("state=drafting", ["下書き"]),
        ("own=1", ["下書き", "確定"]),
    ):
        page = browser.get(f"/specifications?{query}").text
        assert [word for word in ("下書き", "確定") if f"{word}の仕様書" in page] == shown, query
    data = client.get("/specifications.csv").text
    assert "確定の仕様書" in data
    assert people.OTHER_TOWN in data
    assert "下書きの仕様書" not in data
    assert "下書きの仕様書" not in browser.get("/specifications.csv?state=drafting").text
    assert "確定の仕様書" in client.get("/specifications.atom").text
    assert "specifications.csv" not in browser.get("/specifications?own=1").text


def test_the_home_page_says_what_each_has_to_do_and_nobody_else_hears_of_it(
    client_for: Clients, editor: Actor, counting: Any
) -> None:
    other, admin = people.actor("other_editor"), people.actor("other_admin")
    with unit_of_work():
        draft = services.create(editor, Beginning("施設予約の仕様書", content=PLAIN), [people.OTHER_TOWN])
        draft.take("consult")
        draft.consult_until = now() + timedelta(days=5)
        draft_id = draft.id

    def asked(actor: Actor) -> list[tuple[str, int]]:
        with unit_of_work(writes=False):
            return [(row.task, row.count) for row in tasks.waiting_for(actor)]

    assert asked(editor) == asked(other) == [("state", 3)]
    for who in ("visitor", "company", "coordinator"):
        assert asked(people.actor(who)) == []
    with unit_of_work():
        specification = session.get_one(Specification, draft_id)
        wish = PositionData(Stance.CHANGE, "もっと速く表示すること")
        position = positions.state(other, specification, queries.item(specification, "X-1"), wish)
        positions.agree_all(other, specification)
    assert asked(other) == []
    assert asked(admin) == [("confirm", 3)]
    assert sorted(asked(editor)) == [("answer", 1), ("state", 3)]
    with unit_of_work():
        specification = session.get_one(Specification, draft_id)
        answering.answer(editor, specification, session.merge(position), "いまの速さで足ります。")
        positions.confirm(admin, specification)
    assert asked(admin) == [("accept", 1)]
    home = client_for("other_admin").get("/").text
    assert "施設予約の仕様書" in home
    assert "修正希望1件に回答が届きました" in home
    assert "施設予約の仕様書" not in client_for("company").get("/").text
    with unit_of_work(writes=False), counting() as seen:
        tasks.waiting_for(admin)
    assert len(seen) == 1


def test_an_abandoned_or_fixed_one_asks_for_nothing(editor: Actor) -> None:
    with unit_of_work():
        for title, step in (("やめた", "abandon"), ("確定した", "freeze")):
            services.create(editor, Beginning(title, content=PLAIN)).take(step)
    with unit_of_work(writes=False):
        assert tasks.waiting_for(editor) == []
        assert Status.ABANDONED not in {row.status for row in beginnings.older(editor)}
