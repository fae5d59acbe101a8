"""The list is the coordinators': what they change stays, nobody overwrites anybody, and the next check goes by it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from govtech.config import ROOT
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.journal import Entry
from govtech.core.policy import SYSTEM
from govtech.quality import builtin, queries, reference, services
from govtech.quality.findings import FindingKind
from govtech.quality.models import ABBREVIATIONS, QualityRule, RuleKind
from govtech.quality.services import RuleData
from govtech.specifications import queries as templates
from govtech.specifications import services as template_services
from govtech.specifications.template_explanations import FILE
from tests import people
from tests.quality.test_templates import SAID
from tests.quality.texts import found, item, text
from tests.specifications.folder import write_template


def rule(word: str) -> QualityRule:
    return session.scalars(sa.select(QualityRule).where(QualityRule.word == word)).one()


def data(row: QualityRule, **changes: Any) -> RuleData:
    values = {"word": row.word, "phrases": "\n".join(row.phrases), "why": row.why, "instead": row.instead}
    return RuleData(**(values | changes))


def test_the_list_comes_with_the_program(database: Any) -> None:
    with unit_of_work(writes=False):
        assert set(queries.lists().rules) == set(builtin.lists().rules)


def test_what_coordinators_changed_survives_an_upgrade(database: Any) -> None:
    coordinator = people.actor("coordinator")
    with unit_of_work():
        off, reworded = rule("柔軟"), rule("速やか")
        services.change(coordinator, off, data(off, active=False), expected_version=off.version)
        services.change(
            coordinator,
            reworded,
            data(reworded, word="速やかに", phrases="速やかにする旨\n\n"),
            expected_version=1,
        )
        services.add(coordinator, RuleKind.PRODUCT, RuleData("見本チャット"))
    with unit_of_work():
        held = session.scalar(sa.select(sa.func.count()).select_from(QualityRule))
        reference.load()
        assert session.scalar(sa.select(sa.func.count()).select_from(QualityRule)) == held
        lists = queries.lists()
        assert "柔軟" not in lists.words(RuleKind.VAGUE)
        assert "速やか" not in lists.words(RuleKind.VAGUE)
        named = item(text="見本チャットに、速やかに表示できること。")
        assert {row[::3] for row in found(text(named), lists=lists) if row[1]} == {
            (FindingKind.PRODUCT, "見本チャット"),
            (FindingKind.VAGUE, "速やかに"),
        }
        verbs = session.scalars(sa.select(Entry.verb).where(Entry.subject_type == "quality_rule")).all()
        assert sorted(verbs) == ["quality_rule.added", "quality_rule.changed", "quality_rule.changed"]


def test_nobody_overwrites_anybody(database: Any) -> None:
    coordinator = people.actor("coordinator")
    with unit_of_work():
        row = rule("適宜")
        services.change(coordinator, row, data(row, why="別の理由"), expected_version=1)
    with unit_of_work(), pytest.raises(Conflict):
        services.change(coordinator, rule("適宜"), data(row, why="先の理由"), expected_version=1)


def test_who_keeps_the_list_and_what_is_no_entry(database: Any) -> None:
    coordinator = people.actor("coordinator")
    with unit_of_work(writes=False):
        for who in ("editor", "company", "auditor"):
            with pytest.raises(Forbidden):
                services.add(people.actor(who), RuleKind.VAGUE, RuleData("なんとなく"))
        assert queries.every(people.actor("editor"))[RuleKind.CATEGORY]
        with pytest.raises(Forbidden):
            queries.every(people.actor("company"))
        for kind, wrong in ((RuleKind.CATEGORY, RuleData("拡張")), (RuleKind.VAGUE, RuleData("。"))):
            with pytest.raises(Invalid):
                services.add(coordinator, kind, wrong)
        with pytest.raises(Invalid):
            services.add(coordinator, RuleKind.VAGUE, RuleData("なんとなく", phrases="長" * 61))


def test_a_word_that_marks_what_is_written_with_care_is_asked_about(database: Any) -> None:
    coordinator = people.actor("coordinator")
    with unit_of_work():
        with pytest.raises(Invalid, match="か所に当たります"):
            services.add(coordinator, RuleKind.VAGUE, RuleData("の"))
        services.add(coordinator, RuleKind.VAGUE, RuleData("の", sure=True))
        services.add(coordinator, RuleKind.VAGUE, RuleData("なんとなく"))
        row = rule("なんとなく")
        with pytest.raises(Invalid, match="か所に当たります"):
            services.change(coordinator, row, data(row, word="こと"), expected_version=1)
        services.change(coordinator, row, data(row, word="こと", active=False), expected_version=1)
        assert row.word == "こと"


def test_an_entry_that_changes_nothing_is_refused(database: Any) -> None:
    coordinator = people.actor("coordinator")
    with unit_of_work(writes=False):
        with pytest.raises(Invalid, match="すでに一覧にあります"):
            services.add(coordinator, RuleKind.PRODUCT, RuleData("ｅｘｃｅｌ"))
        with pytest.raises(Invalid, match="含まないので"):
            services.add(coordinator, RuleKind.VAGUE, RuleData("なんとなく", phrases="何となく"))
        row = rule(ABBREVIATIONS)
        services.change(
            coordinator, row, data(row, phrases="\n".join([*row.phrases, "KPI"])), expected_version=1
        )
        known = item(text="KPIを表示できること。")
        kinds = {kind for kind, *_rest in found(text(known), lists=queries.lists())}
        assert FindingKind.ABBREVIATION not in kinds


def test_a_category_is_only_turned_on_and_off(database: Any) -> None:
    coordinator = people.actor("coordinator")
    with unit_of_work():
        row = rule("可用性")
        services.change(coordinator, row, RuleData("可用度", active=False), expected_version=1)
        assert (row.word, row.active) == ("可用性", False)
        left = found(text(item()), lists=queries.lists())
        assert "可用性" not in {word for kind, *_rest, word in left if kind is FindingKind.CATEGORY}


def test_explanations_come_in_without_a_new_version(database: Any, tmp_path: Any) -> None:
    path = write_template(tmp_path)
    with unit_of_work():
        template_services.import_templates(SYSTEM, path)
        one = templates.content(templates.find("sample")).items[0]
    (path / FILE).write_text(SAID.format(place=one.id, excerpt=one.text[:5]), encoding="utf-8")
    with unit_of_work():
        report = template_services.import_templates(SYSTEM, path)
        assert (report.new, report.changed, report.refused) == (0, 1, [])
        template = templates.content(templates.find("sample"))
        assert [said.place for said in template.explanations] == [one.id]
        assert template_services.import_templates(SYSTEM, path).unchanged == 1


def test_the_pages(database: Any, client_for: Any) -> None:
    coordinator, editor = client_for("coordinator"), client_for("editor")
    listed = editor.get("/quality").get_data(as_text=True)
    assert "速やか" in listed
    assert "/quality/rules/" not in listed
    assert "/quality/rules/" in coordinator.get("/quality").get_data(as_text=True)
    with unit_of_work(writes=False):
        row = rule("速やか")
        address, first = f"/quality/rules/{row.id}", {"word": "速やか", "active": "y", "version": row.version}
    assert "標準仕様書ひな形では0か所に当たります" in coordinator.get(address).get_data(as_text=True)
    assert coordinator.post(address, data=first | {"why": "期限がない"}).status_code == 303
    stale = coordinator.post(address, data=first | {"why": "いつか分からない"})
    assert stale.status_code == 409
    assert "期限がない" in stale.get_data(as_text=True)
    assert "一覧で変えました" in stale.get_data(as_text=True)
    twice = coordinator.post("/quality/new?kind=vague", data={"word": "適宜", "active": "y"})
    assert twice.status_code == 422
    assert "すでに一覧にあります" in twice.get_data(as_text=True)
    broad = coordinator.post("/quality/new?kind=vague", data={"word": "こと", "active": "y"})
    assert broad.status_code == 422
    assert "多く当たっても使う" in broad.get_data(as_text=True)
    sure = coordinator.post("/quality/new?kind=vague", data={"word": "こと", "active": "y", "sure": "y"})
    assert sure.status_code == 303


def test_a_template_is_checked_on_its_page(database: Any, client_for: Any) -> None:
    version = "1.1"
    with unit_of_work(writes=False):
        version = templates.find("document-management").version
    page = client_for("coordinator").get(f"/quality/templates/document-management/{version}")
    assert "説明のない指摘はありません" in page.get_data(as_text=True)
    assert "保存期間の区分の名" in page.get_data(as_text=True)
    assert client_for("editor").get(f"/quality/templates/document-management/{version}").status_code == 403
    assert (ROOT / "spec_templates" / "document-management" / FILE).exists()
