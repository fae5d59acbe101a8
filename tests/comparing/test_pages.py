"""Comparing on pages: only what one may read on both sides, in a constant number of queries."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from govtech.agreeing.position_models import Position, Stance
from govtech.core.db import session, unit_of_work
from govtech.drafting import services
from govtech.drafting.content import Beginning
from govtech.drafting.models import Item, LocalValue, Parameter, Specification
from govtech.specifications import queries as templates
from tests import people
from tests.comparing.test_aligning import LEFT, RIGHT


@pytest.fixture
def texts(database: Any) -> tuple[str, str]:
    """A draft of the town, and a fixed text."""
    editor = people.actor("editor")
    with unit_of_work():
        draft = services.create(editor, Beginning("受付の仕様書", content=LEFT))
        fixed = services.create(editor, Beginning("支払の仕様書", content=RIGHT))
        fixed.take("freeze")
        fixed.number = 1
        return draft.id, fixed.id


def test_both_sides_are_shown_to_those_who_may_read_both(texts: tuple[str, str], client_for: Any) -> None:
    draft, fixed = texts
    address = f"/specifications/compare?left={draft}&right={fixed}"
    page = client_for("editor").get(address).text
    assert "<del>24時間</del>" in page
    assert "<ins>平日に</ins>" in page
    assert "番号が違います" in page
    assert client_for("other_editor").get(address).status_code == 404
    visitor = client_for("visitor")
    assert visitor.get(address).status_code == 404
    assert visitor.get(f"/specifications/compare?left=template:rpa&right={fixed}").status_code == 200
    assert "受付の仕様書" not in visitor.get("/specifications/compare").text
    assert "支払の仕様書" in visitor.get("/specifications/compare?q=支払").text


def test_revisions_are_for_those_who_write(texts: tuple[str, str], client_for: Any) -> None:
    draft, fixed = texts
    address = f"/specifications/compare?left={fixed}@1&right={fixed}"
    assert client_for("editor").get(address).status_code == 200
    assert client_for("visitor").get(address).status_code == 404
    for wrong in ("x", "template:none", f"{draft}@99", "a'b", "template:rpa:9.9", f"{fixed}@x"):
        assert (
            client_for("editor").get(f"/specifications/compare?left={wrong}&right={fixed}").status_code == 404
        )


def test_it_takes_the_same_few_queries_for_any_two(
    texts: tuple[str, str], client_for: Any, counting: Any
) -> None:
    browser = client_for("editor")
    seen = []
    for address in (f"left={texts[0]}&right={texts[1]}", "left=template:rpa&right=template:e-application"):
        with counting() as statements:
            assert browser.get(f"/specifications/compare?{address}").status_code == 200
        seen.append(len(statements))
    assert max(seen) <= 20


def test_common_items_lead_to_a_draft(texts: tuple[str, str], client_for: Any) -> None:
    browser = client_for("editor")
    address = f"of={texts[0]}&of={texts[1]}"
    page = browser.get(f"/specifications/common?{address}&show=all").text
    assert "2／2" in page
    assert client_for("visitor").get(f"/specifications/common?{address}").status_code == 404
    table = browser.get(f"/specifications/common/items.csv?{address}")
    assert table.data.startswith("\ufeff".encode())
    assert "RQ-201" in table.text
    here = f"/specifications/common/draft?{address}"
    assert browser.post(here, data={"title": "共通の要件"}).status_code == 422
    assert browser.post(here, data={"title": "", "items": ["0:RQ-201"]}).status_code == 422
    sent = browser.post(here, data={"title": "共通の要件", "items": ["0:RQ-201", "1:RQ-102"]})
    assert sent.status_code == 303
    assert "手数料をクレジットカードで納められること。" in browser.get(sent.location).text
    with unit_of_work(writes=False):
        made = session.scalars(sa.select(Specification).where(Specification.title == "共通の要件")).one()
        assert made.organisation_id == people.HOME_TOWN


def test_everybody_reads_what_a_fixed_version_changed_since_the_one_before(
    texts: tuple[str, str], client_for: Any
) -> None:
    editor = people.actor("editor")
    with unit_of_work():
        beginning = Beginning("支払の仕様書", content=LEFT, previous_id=texts[1])
        later = services.create(editor, beginning)
        later.take("freeze")
        later.number = 2
        later_id = later.id
    visitor = client_for("visitor")
    assert "一つ前の版（第1版）との違い" in visitor.get(f"/specifications/{later_id}").text
    page = visitor.get(f"/specifications/compare?left={texts[1]}&right={later_id}")
    assert page.status_code == 200
    assert "24時間" in page.text


def test_a_later_version_stands_for_the_text_and_follows_its_template(database: Any, client_for: Any) -> None:
    editor = people.actor("editor")
    with unit_of_work():
        now = templates.find("rpa").version
        first = services.create(editor, Beginning("予約の仕様書", content=LEFT, origin=f"template:rpa:{now}"))
        first.take("freeze")
        first.number = 1
        origin = f"specification:{first.id}"
        second = services.create(
            editor, Beginning("予約の仕様書", content=RIGHT, origin=origin, previous_id=first.id)
        )
        second.take("freeze")
        second.number = 2
        first.take("supersede")
        old, new = first.id, second.id
    visitor = client_for("visitor")
    assert f"left=template:rpa:{now}&amp;right={new}" in visitor.get(f"/specifications/{new}").text
    for asked in ("template=rpa", f"of={old}&of={new}"):
        page = visitor.get(f"/specifications/common?{asked}&show=all").text
        assert f'<a href="/specifications/{new}"' in page
        assert f'<a href="/specifications/{old}"' not in page
        assert f'value="{old}"' not in page
        assert "1／1" in page
        assert "標準の候補（ひな形にない）" in page


def test_the_pages_of_texts_and_templates_lead_here(texts: tuple[str, str], client_for: Any) -> None:
    page = client_for("visitor").get(f"/specifications/{texts[1]}").text
    assert f"/specifications/compare?left={texts[1]}" in page
    assert "/specifications/compare?left=template:rpa:1" in client_for("visitor").get("/templates/rpa").text


def test_own_values_and_wordings_stand_beside_each_other_for_those_who_may_read_them(
    texts: tuple[str, str], client_for: Any
) -> None:
    for text, key, value, wording in zip(
        texts,
        ("RQ-102", "FB-2"),
        ("80", "80"),
        ("控えを郵送できること。", "控えを窓口で渡せること。"),
        strict=True,
    ):
        with unit_of_work():
            users = session.scalars(
                sa.select(Parameter).where(Parameter.specification_id == text, Parameter.name == "users")
            ).one()
            item = session.scalars(
                sa.select(Item).where(Item.specification_id == text, Item.key == key)
            ).one()
            stated = {"stance": Stance.LOCAL, "wording": wording, "seen_in": 1, "stated_by": "試験"}
            where = {"specification_id": text, "item_id": item.id, "organisation_id": people.HOME_TOWN}
            session.add(Position(**stated, **where))
            session.add(LocalValue(parameter_id=users.id, organisation_id=people.HOME_TOWN, value=value))
    page = client_for("editor").get(f"/specifications/compare?left={texts[0]}&right={texts[1]}").text
    table = page[page.index('id="own-title"') :]
    assert "同じ1件、違う1件" in table
    assert (
        table.index("RQ-102")
        < table.index("控えを郵送できること。")
        < table.index("控えを窓口で渡せること。")
    )
    alone = client_for("visitor").get(f"/specifications/compare?left=template:rpa&right={texts[1]}").text
    assert "控えを窓口で渡せること。" in alone[alone.index('id="own-title"') :]
    assert "共通の文のとおり" in alone
