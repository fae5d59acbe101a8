"""A PDF is made once for each text; what is kept can be lost, broken or crowded out without anybody noticing."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from govtech.documents import typst_writer
from govtech.documents.blocks import Document, Heading, Paragraph, Run
from govtech.documents.shelf import Shelf

typst_writer_compiled = typst_writer.compiled


def text(words: str) -> Document:
    return Document(
        "仕様書", date(2026, 12, 1), blocks=(Heading(1, (Run("目的"),)), Paragraph((Run(words),)))
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was made, in order: a stand-in for the setting of pages, which has tests of its own."""
    sources: list[str] = []

    def compiled(source: str) -> bytes:
        sources.append(source)
        return b"%PDF-1.7\n" + source.encode() + b"\n%%EOF"

    monkeypatch.setattr(typst_writer, "compiled", compiled)
    return sources


def test_the_second_is_not_made_again_and_another_text_is_another_file(
    tmp_path: Path, made: list[str]
) -> None:
    shelf = Shelf(tmp_path / "documents")
    first, again, other = shelf.pdf(text("一")), shelf.pdf(text("一")), shelf.pdf(text("二"))
    assert first == again
    assert len(made) == 2
    assert other[1] != first[1]
    assert {path.stem for path in shelf.folder.iterdir()} == {first[1], other[1]}
    assert all(path.stat().st_mode & 0o077 == 0 for path in shelf.folder.iterdir())


def test_what_was_lost_or_broken_is_made_again(tmp_path: Path, made: list[str]) -> None:
    shelf = Shelf(tmp_path)
    data, key = shelf.pdf(text("一"))
    path = tmp_path / f"{key}.pdf"
    for spoil in (lambda: path.write_bytes(data[:20]), lambda: path.write_bytes(b""), path.unlink):
        spoil()
        assert shelf.pdf(text("一"))[0] == data
        assert path.read_bytes() == data
    assert len(made) == 4


def test_the_folder_keeps_to_its_size_and_drops_what_was_not_used_longest(
    tmp_path: Path, made: list[str]
) -> None:
    size = len(Shelf(tmp_path / "measure").pdf(text("0"))[0])
    shelf = Shelf(tmp_path / "documents", largest=3 * size)
    keys = [shelf.pdf(text(str(number)))[1] for number in range(3)]
    for age, key in enumerate(keys):
        os.utime(shelf.folder / f"{key}.pdf", (age, age))
    shelf.pdf(text("0"))  # used: the second is now the oldest
    newest = shelf.pdf(text("9"))[1]
    assert {path.stem for path in shelf.folder.iterdir()} == {keys[0], keys[2], newest}


def test_many_at_once_wait_for_one_file(tmp_path: Path, made: list[str]) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _turn: Shelf(tmp_path).pdf(text("一"))[0], range(32)))
    assert set(found) == {found[0]}
    assert len(made) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_who_waited_for_a_failure_tries_anew_and_the_reason_is_said(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(typst_writer.NotMade, match="Word"):
        typst_writer_compiled("#nothing")
    assert "unknown variable: nothing" in caplog.text

    def fails(_source: str) -> bytes:
        raise typst_writer.NotMade

    with monkeypatch.context() as patch:
        patch.setattr(typst_writer, "compiled", fails)
        with pytest.raises(typst_writer.NotMade):
            Shelf(tmp_path).pdf(text("一"))
    assert Shelf(tmp_path).pdf(text("一"))[0].startswith(b"%PDF-")
    assert len(made) == 1


def test_a_folder_that_cannot_be_written_costs_nobody_the_file(tmp_path: Path, made: list[str]) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    assert Shelf(blocked).pdf(text("一"))[0].startswith(b"%PDF-")
