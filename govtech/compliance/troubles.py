"""What could not be taken from a filled workbook, or deserves a look: a code, the cell, the item, what stood there."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import NamedTuple

from govtech.compliance.content import HIGHEST_COST, LONGEST_REMARK, Field
from govtech.core.words import Text
from govtech.core.words import lazy as _l


class Code(enum.StrEnum):
    """What is the matter."""

    MARK = "mark"
    REMARK = "remark"
    WAY = "way"
    COST = "cost"
    FORMULA = "formula"
    UNKNOWN = "unknown"
    TWICE = "twice"
    WHO = "who"
    UNEXPLAINED = "unexplained"
    MISSING = "missing"
    NEW = "new"
    OUTDATED = "outdated"
    REWORDED = "reworded"
    SHEET = "sheet"
    HIDDEN = "hidden"
    NAMELESS = "nameless"
    STRANGER = "stranger"
    RENAMED = "renamed"
    HEADLESS = "headless"
    COLUMN = "column"
    STRAY = "stray"
    MISPLACED = "misplaced"
    COMMENT = "comment"
    MERGED = "merged"
    DRAWN = "drawn"
    BELOW = "below"
    WORDED = "worded"
    KEPT = "kept"
    REPLACED = "replaced"
    MORE = "more"


REFUSED = frozenset(
    {
        Code.MARK,
        Code.REMARK,
        Code.WAY,
        Code.COST,
        Code.FORMULA,
        Code.UNKNOWN,
        Code.TWICE,
        Code.WHO,
        Code.COLUMN,
        Code.STRAY,
        Code.MISPLACED,
        Code.COMMENT,
        Code.BELOW,
        Code.MORE,
    }
)
"""What was not taken; the others were, and deserve a look."""
OF_FIELD: Mapping[Field, Code] = {
    Field.MARK: Code.MARK,
    Field.REMARK: Code.REMARK,
    Field.WAY: Code.WAY,
    Field.COST: Code.COST,
}
WORDS: Mapping[Code, Text] = {
    Code.MARK: _l("対応は、○、△、×のどれかで書いてください。"),
    Code.REMARK: _l("備考が長すぎます。%(limit)s文字以内にしてください。", limit=LONGEST_REMARK),
    Code.WAY: _l("実現方法は、標準機能、設定、開発、対象外のどれかで書いてください。"),
    Code.COST: _l(
        "追加費用は、円の数字だけで書いてください（%(highest)s円まで）。決まらないときは空欄にし、備考に書いてください。",
        highest=f"{HIGHEST_COST:,}",
    ),
    Code.FORMULA: _l("数式は読みません。値を入力してください。"),
    Code.UNKNOWN: _l("この番号の要件は、仕様書にありません。行を加えたときは、備考に書いてください。"),
    Code.TWICE: _l("同じ番号の行が二つあります。先の行を読みました。"),
    Code.WHO: _l("この欄の内容は読めません。画面で入力してください。"),
    Code.UNEXPLAINED: _l("△と×には、備考が必要です。"),
    Code.MISSING: _l("この要件の行がファイルにありません。画面で回答してください。"),
    Code.NEW: _l("ファイルを作った後に加わった要件です。画面で回答してください。"),
    Code.OUTDATED: _l("ファイルを作った後に要件が変わりました。今の文を読んで、回答を確かめてください。"),
    Code.REWORDED: _l("要件の文が書き換えられています。回答は、元の文への回答として扱います。"),
    Code.SHEET: _l("加えられたシートは読みません。"),
    Code.HIDDEN: _l("隠されたシートは読みません。"),
    Code.STRANGER: _l(
        "ファイルに書かれた名前が、この回答の企業と違います。ほかの企業のファイルではないか確かめてください。"
    ),
    Code.RENAMED: _l("「要件一覧」のシートの名前が変わっています。このシートを読みました。"),
    Code.HEADLESS: _l("見出しの行がないので、列の並びで読みました。回答を確かめてください。"),
    Code.COLUMN: _l("この見出しの列がありません。見出しを元に戻すか、画面で回答してください。"),
    Code.STRAY: _l("ここは読まない列です。回答は、色の付いた列に書いてください。"),
    Code.MISPLACED: _l("記号が別の列にあります。「対応」の列に書いてください。"),
    Code.COMMENT: _l("セルに付けたコメント（メモ）は読みません。「備考・代替案」の列に書いてください。"),
    Code.MERGED: _l("結合したセルです。結合したすべての行の回答として読みました。"),
    Code.DRAWN: _l("図形や画像は読みません。必要なことは「備考・代替案」の列に書いてください。"),
    Code.BELOW: _l("この行から下は読みません。回答の行を上に移してください。"),
    Code.WORDED: _l("記号のほかの書き方を、○・△・×に読み替えました。画面の「対応」で確かめてください。"),
    Code.KEPT: _l("ファイルでは空欄なので、前からあった回答を残しました。消すときは、画面で消してください。"),
    Code.REPLACED: _l("前からあった回答と違うので、ファイルの回答に替えました。"),
    Code.MORE: _l(
        "このほかにも読めなかったところがあります。新しくダウンロードしたファイルに書き直してください。"
    ),
    Code.NAMELESS: _l(
        "ファイルの識別情報がありません。番号と要件の文で照らし合わせました。要件が変わっていないかを確かめてください。"
    ),
}


class Trouble(NamedTuple):
    """One of them; kept as it is, and put into words when somebody reads it."""

    code: Code
    place: str = ""
    item: str = ""
    value: str = ""

    @property
    def refused(self) -> bool:
        """Whether what stood there was not taken."""
        return self.code in REFUSED

    @property
    def words(self) -> str:
        """What is the matter and what to do, in the reader's language."""
        return str(WORDS[self.code])
