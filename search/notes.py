"""What an engine has to say about a question, as codes with values, and its wording in Japanese."""

from __future__ import annotations

from typing import Final, NamedTuple

MESSAGES: Final[dict[str, str]] = {
    "unknown_field": "「%(name)s」という絞り込みはありません。使えるのは %(known)s です。",
    "empty_field": "「%(name)s:」の後に値がありません。",
    "bad_initiative": "「initiative:%(value)s」は番号ではありません。initiative:15 のように書きます。",
    "unknown_kind": "「種別:%(value)s」という種別はありません。使えるのは %(known)s です。",
    "open_quote": '「"」が閉じられていないため、終わりまでを一つの語句として探しました。',
    "only_minus": "除く語だけでは探せないため、それ以外のすべてを示しています。",
    "too_long": "検索文が長いため、はじめの%(limit)s文字だけを使いました。",
    "no_words": "検索に使える語が含まれていません。",
    "some_words": "すべての語を含むものがないため、一部の語を含むものを示しています。",
    "unknown_sort": "並び順「%(value)s」はありません。関連度の順で示しています。",
    "unavailable": "検索の索引を準備しています。しばらくしてからもう一度お試しください。",
}


class Note(NamedTuple):
    """A remark on a query; `code` is one of MESSAGES, `values` fill its placeholders."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The remark in Japanese."""
        return MESSAGES[self.code] % dict(self.values)


def note(code: str, **values: object) -> Note:
    """The remark with its values as text."""
    return Note(code, tuple((name, str(value)) for name, value in values.items()))
