"""Reading template folders: what is broken or hostile is refused with its place and what to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from govtech.specifications.template_format import Kind, Level, TemplateError
from govtech.specifications.template_reading import folders, load
from tests.specifications.folder import ITEMS, SPEC, write_template


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_template(tmp_path / "spec_templates")


def problems(folder: Path) -> str:
    with pytest.raises(TemplateError) as refused:
        load(folder)
    return str(refused.value)


def test_a_template_is_read_whole(folder: Path) -> None:
    template = load(folder)
    assert (template.slug, template.version, template.initiatives) == ("sample", "1.2", (7, 15))
    assert [section.id for section in template.walk()] == [
        "purpose",
        "functional",
        "entry",
        "nonfunctional",
        "availability",
    ]
    assert [(item.id, item.kind, item.level) for item in template.items] == [
        ("SA-01", Kind.FUNCTIONAL, Level.MANDATORY),
        ("SA-02", Kind.FUNCTIONAL, Level.OPTIONAL),
        ("NF-A-01", Kind.AVAILABILITY, Level.RECOMMENDED),
    ]
    assert [parameter.name for parameter in template.parameters] == ["users", "target"]


def test_shared_items_are_overridden_with_the_reason(folder: Path) -> None:
    item = load(folder).items[-1]
    assert item.level == Level.RECOMMENDED
    assert item.note == "共通要件から変更（試行のため）"
    assert next(p for p in load(folder).parameters if p.name == "target").default == "99.9"


def test_a_shared_item_is_left_out_with_the_reason(folder: Path) -> None:
    change(folder, "spec.toml", 'level = "recommended"\nreason', "omit = true\nreason")
    template = load(folder)
    assert "NF-A-01" not in {item.id for item in template.items}
    assert "共通要件NF-A-01は適用しない（理由：試行のため）。" in "".join(template.texts())


def test_shared_parameters_that_are_not_used_fall_away(folder: Path) -> None:
    change(folder, "../_shared/availability.toml", "{{target}}", "99.5％")
    assert [parameter.name for parameter in load(folder).parameters] == ["users"]


def test_the_hash_follows_the_content_and_not_the_version(folder: Path) -> None:
    before = load(folder).content_hash
    change(folder, "spec.toml", 'version = "1.2"', 'version = "1.3"')
    assert load(folder).content_hash == before
    change(folder, "../_shared/availability.toml", "利用できること", "使えること")
    assert load(folder).content_hash != before


def test_only_template_folders_are_listed(folder: Path) -> None:
    (folder.parent / ".git").mkdir()
    assert folders(folder.parent) == [folder]


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


SPEC_CHANGES = [
    ('slug = "sample"', 'slug = "other"', "spec.toml slug:"),
    ('slug = "sample"', 'slug = "../sample"', "spec.toml slug:"),
    ('version = "1.2"', 'version = "1"', "spec.toml version:"),
    ('version = "1.2"', 'version = "01.2"', "spec.toml version:"),
    ("format = 1", "format = 2", "spec.toml format:"),
    ('title = "見本"', 'title = ""', "spec.toml title:"),
    ('title = "見本"', "title = 3", "spec.toml title:"),
    ('kana = "みほん"\n', "", "spec.toml kana:"),
    ("initiatives = [7, 15]", 'initiatives = ["7"]', "spec.toml initiatives:"),
    ("initiatives = [7, 15]", "initiatives = [7, 7]", "spec.toml initiatives:"),
    ("initiatives = [7, 15]", "initiatives = []", "spec.toml initiatives:"),
    ("updated = 2026-11-24", 'updated = "2026-11-24"', "spec.toml updated:"),
    ("updated = 2026-11-24", "updated = 2026-11-24T00:00:00", "spec.toml updated:"),
    ("format = 1", "format = 1\nauthor = 'x'", "spec.toml author:"),
    ("format = 1", "format = ", "spec.toml: TOML"),
    ('id = "purpose"', 'id = "functional"', "sections[2].id:"),
    ('id = "purpose"', 'id = "Purpose!"', "sections[1].id:"),
    ('body = ["purpose.md"]', 'body = ["missing.md"]', "missing.md:"),
    ('body = ["purpose.md"]', "body = []", "sections[1].body:"),
    ('body = ["purpose.md"]', 'body = ["../../secret.md"]', "../../secret.md:"),
    ('body = ["purpose.md"]', 'body = ["_shared/../../secret.md"]', "_shared/../../secret.md:"),
    ('body = ["purpose.md"]', 'body = ["/etc/hostname"]', "/etc/hostname:"),
    ('body = ["purpose.md"]', 'body = ["link.md"]', "link.md:"),
    ('body = ["purpose.md"]', 'body = ["folder.md"]', "folder.md:"),
    ('body = ["purpose.md"]', 'body = ["items.toml"]', "items.toml:"),
    ('body = ["purpose.md"]', 'body = ["large.md"]', "large.md:"),
    ('body = ["purpose.md"]', 'body = ["long.md"]', "long.md:"),
    ('body = ["purpose.md"]', 'body = ["latin.md"]', "latin.md:"),
    ('body = ["purpose.md"]', 'body = ["heading.md"]', "heading.md 2"),
    ('name = "users"', 'name = "利用者"', "parameters[1].name:"),
    ('name = "users"', 'name = "target"', "[1].name:"),
    ('name = "users"', 'name = "kind"', "parameters[1].name:"),
    ('name = "users"', 'name = "unused"', "spec.toml parameters[1]:"),
    ('type = "integer"', 'type = "number"', "parameters[1].type:"),
    ('type = "integer"', 'type = "choice"', "parameters[1].choices:"),
    ('default = "1200"', 'default = "1,200"', "parameters[1].default:"),
    ('default = "1200"', 'default = "many"', "parameters[1].default:"),
    ('item = "NF-A-01"', 'item = "NF-A-99"', "overrides[1].item:"),
    ('reason = "試行のため"\n', "", "overrides[1].reason:"),
    ('level = "recommended"\nreason', "reason", "overrides[1]:"),
    ('target = "99.9"', 'nothing = "1"', "defaults.nothing:"),
    ('target = "99.9"', "target = 99.9", "defaults.target:"),
    ('target = "99.9"', 'target = "high"', "defaults.target.default:"),
    ('url = "https://www.example.jp/"', 'url = "javascript:alert(1)"', "sources[1].url:"),
    ("[[sections]]", "[[section]]", "spec.toml section:"),
]


@pytest.mark.parametrize(("old", "new", "said"), SPEC_CHANGES)
def test_what_is_wrong_is_said_with_its_place(folder: Path, old: str, new: str, said: str) -> None:
    (folder.parent.parent / "secret.md").write_text("secret", encoding="utf-8")
    (folder / "link.md").symlink_to(folder.parent.parent / "secret.md")
    (folder / "folder.md").mkdir()
    (folder / "large.md").write_text("あ" * 100_000, encoding="utf-8")
    (folder / "long.md").write_text("a" * 60_000, encoding="utf-8")
    (folder / "latin.md").write_bytes(b"\xe9\xff")
    (folder / "heading.md").write_text("text\n# title", encoding="utf-8")
    change(folder, "spec.toml", old, new)
    assert said in problems(folder)
    assert "secret" not in problems(folder).replace("secret.md", "")


ITEM_CHANGES = [
    ('id = "SA-02"', 'id = "SA-01"', "items.toml sections[1].items[2].id:"),
    ('id = "SA-02"', 'id = "二"', "items[2].id:"),
    ('level = "mandatory"', 'level = "must"', "items[1].level:"),
    ('kind = "functional"', 'kind = "function"', "items.toml kind:"),
    ('kind = "functional"', "", "items[1].kind:"),
    ('condition = "30秒以内に終わる。"', "", "items[1].condition:"),
    ('text = "入力できること。"', 'text = "入力|できること。"', "items[1].text:"),
    ('text = "入力できること。"', 'text = "{{nobody}}が入力できること。"', "SA-01:"),
    ('text = "入力できること。"', 'text = "{{Users}}が入力できること。"', "SA-01:"),
    ('text = "入力できること。"', 'text = "{{see:nowhere}}による。"', "SA-01:"),
    ('text = "入力できること。"', f'text = "{"長" * 1001}"', "items[1].text:"),
    ("[[sections.items]]", "[[sections.item]]", "sections[1].items:"),
    ('layers = ["lgwan"]', 'layers = ["wan"]', "items[1].layers:"),
]


@pytest.mark.parametrize(("old", "new", "said"), ITEM_CHANGES)
def test_what_is_wrong_with_items_is_said_with_its_place(folder: Path, old: str, new: str, said: str) -> None:
    change(folder, "items.toml", old, new)
    assert said in problems(folder)


def test_everything_wrong_is_said_at_once(folder: Path) -> None:
    change(folder, "spec.toml", 'version = "1.2"', 'version = "x"')
    change(folder, "items.toml", 'level = "mandatory"', 'level = "must"')
    assert len(problems(folder).splitlines()) >= 2


def _not_there(folder: Path) -> None:
    (folder / "spec.toml").unlink()


def _huge(folder: Path) -> None:
    (folder / "spec.toml").write_text(SPEC + "#" * 300_000, encoding="utf-8")


def _binary(folder: Path) -> None:
    (folder / "spec.toml").write_bytes(b"\x00\xff\xfe")


def _nested(folder: Path) -> None:
    (folder / "spec.toml").write_text(SPEC + "\nx = " + "[" * 5000 + "]" * 5000, encoding="utf-8")


def _pipe(folder: Path) -> None:
    (folder / "items.toml").unlink()
    os.mkfifo(folder / "items.toml")


def _crowded(folder: Path) -> None:
    rows = "".join(f'[[sections.items]]\nid = "SB-{n}"\nlevel = "optional"\ntext = "x"\n' for n in range(501))
    (folder / "items.toml").write_text(ITEMS + rows, encoding="utf-8")


@pytest.mark.parametrize("spoil", [_not_there, _huge, _binary, _nested, _pipe, _crowded])
def test_broken_files_are_refused(folder: Path, spoil: Callable[[Path], None]) -> None:
    spoil(folder)
    assert problems(folder)
