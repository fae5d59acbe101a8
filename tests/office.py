"""LibreOffice, where it is installed: files that go out are opened as others open them, with the fonts of our PDFs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from govtech.documents.fonts import folders

OFFICE: Final = shutil.which("soffice") or shutil.which("libreoffice")
_FONTS: Final = (
    ("游明朝", "Noto Serif JP"),
    ("游ゴシック", "Noto Sans CJK JP"),
    ("ＭＳ ゴシック", "Noto Sans JP"),
)


def converted(data: bytes, suffix: str, to: str, folder: Path) -> bytes:
    """The file after LibreOffice opened it and saved it as another kind, with a profile of its own in `folder`."""
    assert OFFICE is not None
    source = folder / f"in.{suffix}"
    source.write_bytes(data)
    settings = folder / "fonts.conf"
    settings.write_text(_fonts(folder), encoding="utf-8")
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to"]
    command += [to, "--outdir", str(folder / "out"), str(source)]
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings), "HOME": str(folder)}
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment)
    return (folder / "out" / f"in.{to}").read_bytes()


def _fonts(folder: Path) -> str:
    """Settings of fontconfig that know our fonts by the names that Word files ask for."""
    known = "".join(f"<dir>{one}</dir>" for one in folders())
    known += f"<cachedir>{folder / 'fonts'}</cachedir>"
    known += "".join(
        f'<alias binding="same"><family>{asked}</family><prefer><family>{own}</family></prefer></alias>'
        for asked, own in _FONTS
    )
    return f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{known}</fontconfig>'
