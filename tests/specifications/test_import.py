"""Bringing templates in: new, changed, unchanged, refused; a version that is in never changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from govtech.config import ROOT
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden, Invalid, NotFound
from govtech.core.importing import Report
from govtech.core.journal import Entry
from govtech.core.policy import SYSTEM, Actor, can
from govtech.specifications import queries, services
from govtech.specifications.models import SpecTemplate, TemplateItem
from govtech.specifications.template_format import Kind, Level
from govtech.specifications.template_reading import load
from tests.people import WHO
from tests.specifications.folder import write_template

pytestmark = pytest.mark.usefixtures("empty_room")


def bring(folder: Path) -> Report:
    with unit_of_work():
        return services.import_templates(SYSTEM, folder)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, len(report.refused)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_real_templates_come_in_and_read_back_as_they_were_written() -> None:
    folder = ROOT / "spec_templates"
    first = bring(folder)
    assert first.complete, first.refused
    assert first.new >= 3
    assert counts(bring(folder)) == (0, 0, first.new, 0)
    for item in queries.listing():
        row = queries.find(item.slug)
        content = queries.content(row)
        assert content.content_hash == row.content_hash == load(folder / item.slug).content_hash
        assert item.items == len(content.items)


def test_versions_are_kept_and_the_latest_is_derived(tmp_path: Path) -> None:
    folder = write_template(tmp_path, version="1.9")
    assert counts(bring(tmp_path)) == (1, 0, 0, 0)
    change(folder / "spec.toml", '"1.9"', '"1.10"')
    change(folder / "items.toml", "入力できること。", "声でも入力できること。")
    assert counts(bring(tmp_path)) == (0, 1, 0, 0)
    assert [row.version for row in queries.versions("sample")] == ["1.10", "1.9"]
    assert queries.find("sample").version == "1.10"
    assert queries.content(queries.find("sample", "1.9")).items[0].text == "入力できること。"
    assert [item.version for item in queries.listing()] == ["1.10"]
    assert queries.latest_ids(session.scalars(sa.select(SpecTemplate.id))) == {queries.find("sample").id}
    ids = sa.select(SpecTemplate.id)
    verbs = list(
        session.scalars(
            sa.select(Entry.verb).where(Entry.subject_type == "spec_template", Entry.subject_id.in_(ids))
        )
    )
    assert sorted(verbs) == ["spec_template.imported", "spec_template.imported", "spec_template.superseded"]


def test_an_older_version_does_not_become_the_latest(tmp_path: Path) -> None:
    write_template(tmp_path / "new", version="2.0")
    write_template(tmp_path / "old", version="1.0")
    bring(tmp_path / "new")
    assert counts(bring(tmp_path / "old")) == (0, 1, 0, 0)
    assert queries.find("sample").version == "2.0"


@pytest.mark.parametrize("version", ["1.2", "1.2.0"])
def test_changed_content_under_the_same_version_is_refused(tmp_path: Path, version: str) -> None:
    folder = write_template(tmp_path)
    bring(tmp_path)
    change(folder / "spec.toml", '"1.2"', f'"{version}"')
    change(tmp_path / "_shared" / "availability.toml", "利用できること。", "使えること。")
    report = bring(tmp_path)
    assert counts(report) == (0, 0, 0, 1)
    assert "version を上げて" in report.refused[0].reason
    assert queries.content(queries.find("sample")).items[-1].text == "利用できること。"


def test_good_templates_are_kept_beside_refused_ones(tmp_path: Path) -> None:
    write_template(tmp_path, "good")
    broken = write_template(tmp_path, "broken")
    change(broken / "items.toml", 'id = "SA-02"', 'id = "SA-01"')
    unknown = write_template(tmp_path, "unknown")
    change(unknown / "spec.toml", "[7, 15]", "[7, 99]")
    report = bring(tmp_path)
    assert counts(report) == (1, 0, 0, 2)
    assert [row for row, _reason in report.refused] == ["broken", "unknown"]
    assert "items.toml sections[1].items[2].id" in report.refused[0].reason
    assert "99" in report.refused[1].reason
    assert all("\n" not in reason for _row, reason in report.refused)
    assert [item.slug for item in queries.listing()] == ["good"]


def test_one_template_may_be_named_itself(tmp_path: Path) -> None:
    assert counts(bring(write_template(tmp_path))) == (1, 0, 0, 0)


@pytest.mark.parametrize("name", ["", "missing", "file"])
def test_a_folder_without_templates_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Invalid):
        bring(tmp_path / name)


@pytest.mark.parametrize("who", WHO)
def test_only_coordinators_bring_templates_in(
    actor_for: Callable[[str], Actor], tmp_path: Path, who: str
) -> None:
    actor = actor_for(who)
    assert can(actor, "template:import") == (who == "coordinator")
    if who != "coordinator":
        with pytest.raises(Forbidden):
            services.import_templates(actor, tmp_path)


def test_lists_count_by_kind_and_level_in_three_queries(tmp_path: Path, counting: Callable) -> None:
    for slug in ("one", "two", "three"):
        write_template(tmp_path, slug)
    bring(tmp_path)
    with counting() as seen:
        listed = queries.listing()
    assert len(seen) <= 3
    assert dict(listed[0].kinds) == {Kind.FUNCTIONAL: 2, Kind.AVAILABILITY: 1}
    assert dict(listed[0].levels) == {Level.MANDATORY: 1, Level.OPTIONAL: 1, Level.RECOMMENDED: 1}
    assert {row.slug for row in queries.for_initiatives([15])} == {"one", "two", "three"}
    assert queries.for_initiatives([1]) == []


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    bring(write_template(tmp_path))
    for slug, version in (("nothing", None), ("sample", "9.9")):
        with pytest.raises(NotFound):
            queries.find(slug, version)


def test_the_database_refuses_a_second_item_of_the_same_number(tmp_path: Path) -> None:
    bring(write_template(tmp_path))
    item = session.scalars(sa.select(TemplateItem)).first()
    assert item is not None
    copy = {"template_id": item.template_id, "section_id": item.section_id, "place": 9, "key": item.key}
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(
            sa.insert(TemplateItem).values(
                id="x", kind=Kind.FUNCTIONAL, level=Level.OPTIONAL, text="", condition="", layers=[], **copy
            )
        )
