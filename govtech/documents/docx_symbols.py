"""Characters that Word keeps outside of Unicode's own places: symbol fonts, raised digits, characters of one's own."""

from __future__ import annotations

import re
from typing import Final

UNKNOWN: Final = "〓"
"""What Japanese printers set for a character that they do not have."""
_WINGDINGS: Final = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x74: "◆", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x9E: "・", 0x9F: "•", 0xA1: "○", 0xA2: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDF: "←",
    0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇐", 0xF0: "⇒", 0xFB: "×", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x46: "☞", 0x80: "⓪", 0x81: "①", 0x82: "②", 0x83: "③", 0x84: "④", 0x85: "⑤",
    0x86: "⑥", 0x87: "⑦", 0x88: "⑧", 0x89: "⑨", 0x8A: "⑩",
}  # fmt: skip
_WINGDINGS_2: Final = {0x50: "✓", 0x4F: "×", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x98: "●"}
_SYMBOL: Final = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xB7: "•", 0xA5: "∞",
    0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xDE: "⇒", 0xDC: "⇐", 0xE5: "∑", 0xD6: "√", 0xD7: "⋅",
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x73: "σ", 0x77: "ω", 0x57: "Ω",
    0x44: "Δ", 0x53: "Σ", 0x71: "θ", 0x66: "φ",
}  # fmt: skip
_FONTS: Final = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_RAISED: Final = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED: Final = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_OWN: Final = re.compile("[\ue000-\uf8ff]")
_PRIVATE: Final = range(0xE000, 0xF900)
_SYMBOL_PAGE: Final = range(0xF000, 0xF100)


def symbol(font: str, code: str) -> str:
    """The character of a symbol font (`Wingdings`, `F0FC`); 〓 when nobody knows it."""
    try:
        number = int(code, 16)
    except ValueError:
        return UNKNOWN
    known = _FONTS.get(font.strip().lower())
    if known is not None:
        return known.get(number & 0xFF, UNKNOWN)
    visible = 0x20 <= number < 0x110000 and number not in _PRIVATE and chr(number).isprintable()  # noqa: PLR2004
    return chr(number) if visible else UNKNOWN


def public(text: str, font: str) -> str:
    """A text with characters of private places as those that everybody has, or 〓."""
    if not _OWN.search(text):
        return text
    return "".join(
        one
        if ord(one) not in _PRIVATE
        else symbol(font, f"{ord(one):X}")
        if ord(one) in _SYMBOL_PAGE
        else UNKNOWN
        for one in text
    )


def raised(text: str, place: str) -> str:
    """Digits above or below the line as such (m², H₂O); other text as it is."""
    table = {"superscript": _RAISED, "subscript": _LOWERED}.get(place)
    if table is None or not all(ord(one) in table for one in text):
        return text
    return text.translate(table)
