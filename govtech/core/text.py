"""Text as people type it: what is kept, and the form in which it is compared."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = {"Cc", "Cs", "Co", "Cn"}
_KEPT_CONTROLS = {"\n", "\t"}
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))


def clean(text: str) -> str:
    """The text without characters nobody can see or store: controls, lone surrogates, direction overrides."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.replace("\n", "").replace("\t", "").replace("\u3000", "").isprintable():
        return text  # as nearly every text is: what is printable without these three holds nothing to drop
    return "".join(
        c for c in text if c in _KEPT_CONTROLS or (unicodedata.category(c) not in _DROPPED and c not in _BIDI)
    )


def nfkc(text: str) -> str:
    """The form to compare and search by: NFKC, case folded, spaces run together."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


def digits(text: str) -> str:
    """A number as typed (full width, commas, spaces, any hyphen, 円) in plain characters."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return re.sub(r"[\s,、円¥]", "", plain)


def shorten(text: str, length: int) -> str:
    """The text in at most `length` characters, with … where it was cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"


def hiragana(text: str) -> str:
    """Katakana as hiragana after NFKC, so that readings sort and match alike."""
    return "".join(
        chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in unicodedata.normalize("NFKC", text)
    )


def katakana(text: str) -> str:
    """A reading as full-width katakana, whatever kana it was typed in; other characters stay."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in folded)
