"""A template version handed out as a folder is read back as the very same."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from govtech.config import ROOT
from govtech.specifications import template_reading
from govtech.specifications.template_writing import to_files, to_zip

FOLDERS = template_reading.folders(ROOT / "spec_templates")


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_every_template_is_read_back_with_the_same_content(path: Path, tmp_path: Path) -> None:
    template = template_reading.load(path)
    folder = tmp_path / template.slug
    folder.mkdir()
    for name, text in to_files(template).items():
        (folder / name).write_text(text, encoding="utf-8")
    again = template_reading.load(folder)
    assert (again.content_hash, again.version) == (template.content_hash, template.version)


def test_there_are_at_least_twelve() -> None:
    assert len(FOLDERS) >= 12


def test_the_archive_is_the_same_each_time_and_everybody_may_take_it(client: Any, tmp_path: Path) -> None:
    answer = client.get("/templates/rpa.zip")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
    template = template_reading.load(tmp_path / "rpa")
    assert to_zip(template) == answer.data
    assert template.content_hash == template_reading.load(ROOT / "spec_templates" / "rpa").content_hash
    assert client.get("/templates/rpa/0.9.zip").status_code == 404
