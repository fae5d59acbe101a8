"""Names of files that go out are taken by every system, and read by old programs too."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from govtech.core.download import LONGEST_NAME, disposition, file_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("共同仕様書_施設予約_v1_20261201.docx", "共同仕様書_施設予約_v1_20261201.docx"),
        ('案：A/B\\C*?"<d>|e:f.pdf', "案：A_B_C_d_e_f.pdf"),
        ("髙﨑①㈱👍.xlsx", "髙﨑①㈱👍.xlsx"),
        ("回答\u202excod.exe", "回答xcod.exe"),
        ("行\nを\tまたぐ .md", "行 を またぐ.md"),
        ("...", "file"),
        ("", "file"),
        (".docx", "file.docx"),
    ],
)
def test_names_keep_what_every_system_takes(name: str, kept: str) -> None:
    assert file_name(name) == kept
    assert unquote(disposition(name).partition("UTF-8''")[2]) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = file_name("長い題名" * 100 + ".docx")
    assert name == ("長い題名" * 100)[:LONGEST_NAME] + ".docx"
    assert len(name.encode()) <= 255


def test_programs_that_read_only_latin_names_get_what_of_it_is_latin() -> None:
    header = disposition("共同仕様書_チャット（豊中市）_v1_20261125.pdf")
    assert header.startswith("attachment; filename=\"v1_20261125.pdf\"; filename*=UTF-8''%E5%85%B1")
    assert 'filename="file.docx"' in disposition("新旧対照表.docx")
    assert header.isascii()
