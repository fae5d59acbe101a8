"""What a Word file held that did not come over as it was, told in the reader's words with the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any, Final, NamedTuple

from govtech.core.text import shorten
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.documents.docx_package import W


class Loss(StrEnum):
    """What became of something that a text in Markdown cannot hold."""

    ADDRESS = auto()
    BOX = auto()
    CHART = auto()
    CHUNK = auto()
    COMMENT = auto()
    CONTENTS = auto()
    DELETED = auto()
    DIAGRAM = auto()
    EMPTY = auto()
    FIELD = auto()
    FORMULA = auto()
    FRAME = auto()
    GUESSED = auto()
    HEADER = auto()
    HIDDEN = auto()
    IMAGE = auto()
    INSERTED = auto()
    LOOK = auto()
    NESTED = auto()
    NOTE = auto()
    NUMBER = auto()
    OBJECT = auto()
    RESHAPED = auto()
    RUBY = auto()
    SHAPE = auto()
    STRUCK = auto()
    SYMBOL = auto()
    TEMPLATE = auto()


WORDS: Final[dict[Loss, Text]] = {
    Loss.ADDRESS: _l("開けないリンク先を外し、文字だけを残しました"),
    Loss.BOX: _l("テキストボックスの文字を、置かれていた段落の後に入れました"),
    Loss.CHART: _l("グラフは取り込んでいません"),
    Loss.CHUNK: _l("埋め込まれた別の文書は取り込んでいません"),
    Loss.COMMENT: _l("コメントは取り込んでいません"),
    Loss.CONTENTS: _l("目次は取り込んでいません（見出しから作り直します）"),
    Loss.DELETED: _l("変更履歴の削除は、承認されたものとして除きました"),
    Loss.DIAGRAM: _l("図（SmartArt）は取り込んでいません"),
    Loss.EMPTY: _l("文字のない表は取り込んでいません"),
    Loss.FIELD: _l("表示されていない差し込みの文字は取り込んでいません"),
    Loss.FORMULA: _l("数式は、1行の文字にしました"),
    Loss.FRAME: _l("1マスの表（囲み）は、引用にしました"),
    Loss.GUESSED: _l("見出しのスタイルがないため、番号や太字の行を見出しとしました"),
    Loss.HEADER: _l("ヘッダーとフッターは取り込んでいません"),
    Loss.HIDDEN: _l("隠し文字は取り込んでいません"),
    Loss.IMAGE: _l("画像は取り込んでいません"),
    Loss.INSERTED: _l("変更履歴の挿入は、承認されたものとして本文に入れました"),
    Loss.LOOK: _l("下線と蛍光ペンは取り込んでいません（文字は残しました）"),
    Loss.NESTED: _l("表の中の表は、文字だけを取り込みました"),
    Loss.NOTE: _l("本文から参照されていない注は取り込んでいません"),
    Loss.NUMBER: _l("自動の番号は、文字にして段落の初めに入れました"),
    Loss.OBJECT: _l("埋め込まれた部品（ほかのソフトのデータ）は取り込んでいません"),
    Loss.RESHAPED: _l(
        "箇条書きの番号は、この場の形（1.、(1)、ア…）で付け直します。番号を引用している文があれば確かめてください"
    ),
    Loss.RUBY: _l("ふりがなは、かっこ書きにしました"),
    Loss.SHAPE: _l("図形は取り込んでいません"),
    Loss.STRUCK: _l("取り消し線の文字も取り込みました。不要なら消してください"),
    Loss.SYMBOL: _l("ほかの環境で表示できない文字（外字・記号）を〓に置き換えました"),
    Loss.TEMPLATE: _l("作成者のパソコンにあるひな形や差し込みデータへの参照は外しました"),
}
MOST_PLACES: Final = 30
_PLACE_LENGTH: Final = 40
_BEGINNING: Final = 16
_CUT: Final = {Loss.INSERTED: 40, Loss.STRUCK: 40, Loss.DELETED: 100}
"""How much is quoted of what is in the document anyway, or is not wanted."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that did not come over as it was, and where it stood ("" for the whole file)."""

    what: str
    where: str = ""


class _Place(NamedTuple):
    """Where something stood: below which heading, in which table, in or behind which paragraph there."""

    heading: str = ""
    table: int = 0
    begins: str = ""
    """How the paragraph begins, by which people find it."""
    behind: bool = False

    def words(self) -> str:
        if self.table:
            place = _("表%(n)s", n=self.table)
        elif self.behind:
            place = _("段落「%(text)s」の後", text=self.begins)
        elif self.begins:
            place = _("段落「%(text)s」", text=self.begins)
        else:
            return _("「%(heading)s」", heading=self.heading) if self.heading else _("文書の初め")
        if self.heading:
            return _("「%(heading)s」の%(place)s", heading=self.heading, place=place)
        return _("最初の見出しより前の%(place)s", place=place)


class Report:
    """Losses gathered while a file is read; those of one kind at one place become one note."""

    def __init__(self) -> None:
        self._found: dict[tuple[Loss, _Place | None], list[str]] = {}
        self._heading = self._last = ""
        self._tables = 0
        self._element: Any = None
        self._words: str | None = None

    def heading(self, text: str) -> None:
        """A heading begins: what follows stands below it."""
        self._heading, self._last, self._tables = shorten(text, _PLACE_LENGTH), "", 0

    def begin(self, element: Any) -> None:
        """A paragraph or a table begins."""
        self._last = self._begins() or self._last
        self._element, self._words = element, None
        self._tables += element.tag == f"{W}tbl"

    def add(self, loss: Loss, detail: str = "", *, whole: bool = False) -> None:
        """Something was lost here, or in the file as a whole; `detail` is the text that it held."""
        details = self._found.setdefault((loss, None if whole else self._here()), [])
        details.append(shorten(detail, _CUT[loss]) if loss in _CUT else " ".join(detail.split()))

    def notes(self) -> tuple[Note, ...]:
        """The notes, in the order in which things stood in the file; of many places only the headings are told."""
        gathered: dict[tuple[Loss, _Place | None], list[str]] = {}
        shown = {loss: self._shown(loss) for loss, _place in self._found}
        for (loss, place), details in self._found.items():
            key = (loss, shown[loss](place) if place else None)
            gathered.setdefault(key, []).extend(details)
        return tuple(
            Note(_told(loss, details), place.words() if place else "")
            for (loss, place), details in gathered.items()
        )

    def _shown(self, loss: Loss) -> Callable[[_Place], _Place | None]:
        """How much of its places is told: all, the headings, or nothing."""
        places = [place for one, place in self._found if one is loss and place]
        if len(places) <= MOST_PLACES:
            return lambda place: place
        if len({place.heading for place in places}) <= MOST_PLACES:
            return lambda place: _Place(place.heading) if place.heading else None
        return lambda _place: None

    def _here(self) -> _Place:
        if self._element is not None and self._element.tag == f"{W}tbl":
            return _Place(self._heading, self._tables)
        begins = self._begins()
        return _Place(self._heading, 0, begins or self._last, bool(self._last and not begins))

    def _begins(self) -> str:
        """How the paragraph that is read begins; "" for a heading and where it holds no text."""
        if self._element is None or self._element.tag == f"{W}tbl":
            return ""
        if self._words is None:
            words = "".join(one.text or "" for one in self._element.iter(f"{W}t"))
            self._words = shorten(words, _PLACE_LENGTH)
        return "" if self._words == self._heading else shorten(self._words, _BEGINNING)


def _told(loss: Loss, details: list[str]) -> str:
    text = str(WORDS[loss])
    if len(details) > 1:
        text += _("（%(n)sか所）", n=len(details))
    shown = "、".join(_("「%(text)s」", text=detail) for detail in dict.fromkeys(details) if detail)
    return _("%(text)s：%(shown)s", text=text, shown=shown) if shown else text
