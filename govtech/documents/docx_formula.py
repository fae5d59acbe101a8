"""Formulas of a Word file as one line of text: a/b, x^2, √(x)."""

from __future__ import annotations

from typing import Any, Final

from govtech.documents.docx_symbols import raised

_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def formula(element: Any) -> str:
    """The text of a formula; parts of a kind that is not known stand one after the other."""
    match element.tag.removeprefix(_M):
        case "t":
            text = element.text or ""
        case "f":
            text = f"{_held(element, 'num')}/{_held(element, 'den')}"
        case "sSup" | "sSub" | "sSubSup":
            text = formula_of(element, "e") + _placed(element, "sub", "_") + _placed(element, "sup", "^")
        case "rad":
            text = f"{formula_of(element, 'deg')}√{_held(element, 'e')}"
        case "d":
            text = f"({'、'.join(formula(one) for one in element if one.tag == f'{_M}e')})"
        case "nary":
            scope = _placed(element, "sub", "_") + _placed(element, "sup", "^")
            text = f"Σ{scope} {formula_of(element, 'e')}"
        case _:
            text = "".join(formula(child) for child in element)
    return text


def formula_of(element: Any, name: str) -> str:
    """The text of a named part; "" when it is absent."""
    found = element.find(f"{_M}{name}")
    return formula(found) if found is not None else ""


def _held(element: Any, name: str) -> str:
    """A part, in brackets when it is more than one thing."""
    text = formula_of(element, name)
    return text if text.isalnum() else f"({text})"


def _placed(element: Any, name: str, mark: str) -> str:
    text = formula_of(element, name)
    if not text:
        return ""
    place = "superscript" if name == "sup" else "subscript"
    small = raised(text, place)
    return small if small != text else f"{mark}{text if text.isalnum() else f'({text})'}"
