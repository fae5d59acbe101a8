"""Match forms of text: widths, old characters, radicals and control characters made one, places kept."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from search.variants import VARIANTS

_JOINING: Final = frozenset("゙゚ﾞﾟ")
_LINE_FEED: Final = 0x0A
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _table() -> dict[int, str]:
    table = {ord(old): new for old, new in VARIANTS.items()}
    controls = [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0x200B, 0x200E, 0x200F, 0xFEFF]
    controls += [*range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    table.update((code, " ") for code in controls if code != _LINE_FEED)
    return table


_TABLE: Final = _table()


class Folded(NamedTuple):
    """A match form and, for each of its characters, where that began in the original (None: same place)."""

    text: str
    places: list[int] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text that the range of the match form came from."""
        if self.places is None:
            return start, end
        while start < end < len(self.places) - 1 and self.places[end] == self.places[end - 1]:
            end += 1
        return self.places[start], self.places[end]


def fold(text: str) -> Folded:
    """The match form of a text with the way back to it; never fails, whatever the characters."""
    mapped = text.translate(_TABLE)
    if mapped.isascii() or (unicodedata.is_normalized("NFKC", mapped) and not _has_selectors(mapped)):
        return Folded(mapped, None)
    return _fold_clusters(mapped)


def match_form(text: str) -> str:
    """The match form alone, casefolded, with every run of white space made one space."""
    return " ".join(fold(text).text.casefold().split())


def _has_selectors(text: str) -> bool:
    return _SELECTORS.search(text) is not None


def _fold_clusters(text: str) -> Folded:
    """Normalises base characters together with the marks that follow them, noting where each began.

    A text has few different characters: each is looked at once, and where every one of them keeps to itself and
    stays one character, all places stay what they are.
    """
    forms = {char: _form(char) for char in set(text)}
    joining = frozenset(char for char in forms if _joins(char))
    if not joining and all(len(form) == 1 for form in forms.values()):
        return Folded("".join(map(forms.__getitem__, text)), None)
    out: list[str] = []
    places: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and text[end] in joining:
            end += 1
        form = forms[text[start]] if end - start == 1 else _form(_SELECTORS.sub("", text[start:end]))
        out.append(form)
        places.extend([start] * len(form))
        start = end
    places.append(len(text))
    return Folded("".join(out), places)


def _form(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster).translate(_TABLE)


def _joins(char: str) -> bool:
    return char in _JOINING or unicodedata.combining(char) != 0 or _has_selectors(char)


def printable(text: str) -> str:
    """The text without lone surrogates and control characters, fit to be stored and shown."""
    return _UNPRINTABLE.sub("", text)


def hiragana_to_katakana(text: str) -> str:
    """Hiragana as katakana, everything else as it is."""
    return text.translate(_KATAKANA)


_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
