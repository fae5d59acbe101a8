"""The fonts that PDFs embed, and which characters they hold: an archival PDF may not contain one that cannot be shown."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import noto_cjk_sans_jp_bold
import pylopdf_fonts_jp

from govtech.core.text import clean

UNSHOWN: Final = "〓"
"""What stands for a character that no font holds, as Japanese printers set it."""
_ALL_OF_UNICODE: Final = 12
"""The format of a table that lists every character by ranges."""

_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@cache
def folders() -> list[Path]:
    """Where the fonts lie."""
    return [Path(module.__file__ or "").parent for module in (pylopdf_fonts_jp, noto_cjk_sans_jp_bold)]


def shown(text: str) -> str:
    """The text with what cannot be shown replaced by 〓, and what is never seen left out."""
    text = clean(text)
    missing = {one for one in set(text) if ord(one) not in _held() and not _is_unseen(one)}
    return text.translate({ord(one): UNSHOWN for one in missing}) if missing else text


def _is_unseen(character: str) -> bool:
    """Line ends, and marks such as variation selectors that only choose among shapes."""
    code = ord(character)
    chooses = any(code in selectors for selectors in _SELECTORS)
    return character in "\n\t" or unicodedata.category(character) == "Cf" or chooses


@cache
def _held() -> frozenset[int]:
    """The characters of all fonts."""
    files = (file for folder in folders() for file in folder.glob("*.otf"))
    return frozenset(code for file in files for code in _characters(file.read_bytes()))


def _characters(font: bytes) -> Iterator[int]:
    """The characters in a font by its `cmap` table (OpenType), format 12."""
    count = struct.unpack_from(">H", font, 4)[0]
    rows = (struct.unpack_from(">4sLLL", font, 12 + 16 * place) for place in range(count))
    start = next((offset for tag, _sum, offset, _length in rows if tag == b"cmap"), 0)
    for place in range(struct.unpack_from(">H", font, start + 2)[0]):
        table = start + struct.unpack_from(">L", font, start + 8 + 8 * place)[0]
        if struct.unpack_from(">H", font, table)[0] == _ALL_OF_UNICODE:
            for group in range(struct.unpack_from(">L", font, table + 12)[0]):
                first, last, _glyph = struct.unpack_from(">LLL", font, table + 16 + 12 * group)
                yield from range(first, last + 1)
