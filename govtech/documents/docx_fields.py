"""Fields of a Word file: of what it computes, the value that is shown is the text; contents are left to be made anew."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from govtech.core.errors import Invalid
from govtech.core.text import shorten
from govtech.core.words import gettext as _
from govtech.documents.docx_package import W
from govtech.documents.docx_styles import is_on, whole

_LINK: Final = re.compile(r'HYPERLINK\s+"([^"]+)"', re.IGNORECASE)
_CONTENTS: Final = re.compile(r"\s*TO[CA]\b", re.IGNORECASE)
_REACHES_OUT: Final = re.compile(
    r"\s*(?:(?:DDE|DDEAUTO|INCLUDE|INCLUDETEXT|IMPORT|DATABASE)\b|(?:LINK|INCLUDEPICTURE|RD)\b.*(?:://|\\{4}))",
    re.IGNORECASE | re.DOTALL,
)
"""Fields that fetch or run something; linked ranges and pictures as far as they lie on the net or a share."""
_MOST_OPEN: Final = 40
"""Word itself stops at 20 fields in each other."""
_LONGEST_CODE: Final = 4000


@dataclass(slots=True)
class _Field:
    code: str = ""
    shows: bool = False
    lost: list[str] = field(default_factory=list)


class Fields:
    """The fields that are open where reading stands, outermost first."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def begin(self) -> None:
        """A field begins with its code."""
        if len(self._open) < _MOST_OPEN:
            self._open.append(_Field())

    def code(self, text: str) -> None:
        """A piece of the code."""
        if self._open and len(self._open[-1].code) < _LONGEST_CODE:
            self._open[-1].code += text

    def separate(self) -> None:
        """The code ends, what is shown begins; Invalid when it would fetch or run something outside."""
        if self._open:
            _refuse_reaching_out(self._open[-1].code)
            self._open[-1].shows = True

    def end(self) -> None:
        """The innermost field ends."""
        if self._open:
            _refuse_reaching_out(self._open.pop().code)

    def shown(self, text: str) -> bool:
        """Whether a text that stands here is shown; one between the words of a code is not."""
        for one in self._open:
            if not one.shows:
                one.lost.append(text)
                return False
        return True

    def href(self) -> str:
        """The address of the link that is open here."""
        found = [_LINK.search(one.code) for one in self._open if one.shows]
        return next((one[1] for one in reversed(found) if one), "")

    @property
    def in_contents(self) -> bool:
        """Whether a table of contents is open here."""
        return any(_CONTENTS.match(one.code) for one in self._open)

    def close(self) -> str:
        """Close what a broken file left open; what it had hidden."""
        lost = "".join(text for one in self._open for text in one.lost)
        self._open.clear()
        return lost


def chosen(mark: Any) -> str:
    """What a field of a form shows that is no text of the file: a ticked box, the entry taken from a list."""
    box, entries = mark.find(f"{W}ffData/{W}checkBox"), mark.find(f"{W}ffData/{W}ddList")
    if box is not None:
        state = box.find(f"{W}checked")
        state = box.find(f"{W}default") if state is None else state
        return "☑" if state is not None and is_on(state.get(f"{W}val", "1")) else "☐"
    if entries is not None:
        words = [one.get(f"{W}val", "") for one in entries.iterfind(f"{W}listEntry")]
        place = entries.find(f"{W}result")
        at = whole(place.get(f"{W}val"), 0) if place is not None else 0
        return words[at] if 0 <= at < len(words) else ""
    return ""


def refuse_reaching_out(tree: Any) -> None:
    """Invalid when a field of a part that is not read, as a header, would fetch or run something outside."""
    for paragraph in tree.iter(f"{W}p"):
        _refuse_reaching_out("".join(one.text or "" for one in paragraph.iter(f"{W}instrText")))
        for one in paragraph.iter(f"{W}fldSimple"):
            _refuse_reaching_out(one.get(f"{W}instr", ""))


def _refuse_reaching_out(code: str) -> None:
    if _REACHES_OUT.match(code):
        raise Invalid(
            _(
                "文書の中に、外部のデータを呼び出すフィールド（%(code)s）があります。取り除いて保存し直してください。",
                code=shorten(code, 40),
            )
        )
