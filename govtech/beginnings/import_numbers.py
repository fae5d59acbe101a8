"""Numbers that people typed before headings, compared with the ones that are counted here."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DIGITS: Final = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
_COUNT: Final = re.compile(r"[0-9]+|[一二三四五六七八九十百]+")
_UNLIKE: Final = re.compile(r"[条款項編部]")
"""Units that no heading has here, so that a sentence that refers to one would find nothing."""


def is_same(typed: str, chapter: int, place: int) -> bool:
    """Whether a typed number (第１章, 1.1, (1)) says the chapter, or the place in it, that it stands at."""
    flat = unicodedata.normalize("NFKC", typed)
    counts = [_value(one) for one in _COUNT.findall(flat)]
    if _UNLIKE.search(flat) or not counts:
        return False
    if not place:
        return counts == [chapter]
    return counts in ([chapter, place], [place])


def _value(text: str) -> int:
    """A number up to 999 in digits or as 二十一, 百二."""
    if text.isascii():
        return int(text)
    hundreds, _hundred, rest = text.rpartition("百")
    tens, _ten, ones = rest.rpartition("十")
    high = _DIGITS.get(hundreds, 1) if "百" in text else 0
    middle = _DIGITS.get(tens, 1) if "十" in rest else 0
    return 100 * high + 10 * middle + _DIGITS.get(ones, 0)
