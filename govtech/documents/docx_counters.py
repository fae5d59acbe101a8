"""Numbers as Word writes them in the formats of its numberings: １, 一, ア, ①, イ, 甲, ⅳ, b."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

_KANJI: Final = "〇一二三四五六七八九"
_LEGAL: Final = "零壱弐参四伍六七八九"
_FULL: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_TEN: Final = 10
_MOST: Final = 99
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MOST_ROMAN: Final = 3999
_AIUEO: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA: Final = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
)
_ROWS: Final[Mapping[str, str]] = {
    "aiueo": _AIUEO,
    "aiueoFullWidth": _AIUEO,
    "iroha": _IROHA,
    "irohaFullWidth": _IROHA,
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
"""Formats that go through a row of signs; numbers beyond it are written as digits."""


def written(number: int, shape: str) -> str:
    """A number in a format; formats that are not known are written as digits."""
    if row := _ROWS.get(shape) or _ROWS.get(shape.removesuffix("Chinese")):
        return row[number - 1] if 0 < number <= len(row) else str(number)
    known = next((write for name, write in _WRITERS.items() if shape.startswith(name)), str)
    return known(number)


def _kanji(number: int) -> str:
    if not 0 < number <= _MOST:
        return str(number)
    tens, ones = divmod(number, _TEN)
    lead = ("" if tens == 1 else _KANJI[tens]) + "十" if tens else ""
    return lead + (_KANJI[ones] if ones else "")


def _legal(number: int) -> str:
    """As in deeds: 壱拾弐."""
    if not 0 < number <= _MOST:
        return str(number)
    tens, ones = divmod(number, _TEN)
    return (f"{_LEGAL[tens]}拾" if tens else "") + (_LEGAL[ones] if ones else "")


def _each(number: int) -> str:
    """Digit for digit: 一〇."""
    return "".join(_KANJI[int(one)] for one in str(number))


def _roman(number: int) -> str:
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    made = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        made += sign * times
    return made


def _letters(number: int) -> str:
    """As Word goes on after z: aa … zz."""
    if number < 1:
        return str(number)
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * min(times + 1, 9)


_WRITERS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimalFullWidth": lambda number: str(number).translate(_FULL),
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "japaneseLegal": _legal,
    "japaneseDigital": _each,
    "ideographDigital": _each,
    "japaneseCounting": _kanji,
    "chineseCounting": _kanji,
}
"""How the other formats are written, by the beginning of their names."""
