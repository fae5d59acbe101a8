"""What people type as an answer, in all its usual forms: marks and words for them, ways, amounts of money."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from govtech.compliance.content import HIGHEST_COST, LONGEST_REMARK, Answer, Field
from govtech.compliance.models import WAY_WORDS, Mark, Way
from govtech.core.text import clean, digits

_SIGNS: Final[Mapping[str, Mark]] = {
    **dict.fromkeys("○〇◯⭕oO", Mark.MET),
    **dict.fromkeys("△▲Δ∆", Mark.OTHERWISE),
    **dict.fromkeys("×✕✖☓✗✘╳❌xX", Mark.UNMET),
}
"""What people type for the three marks, after NFKC."""
_SYMBOLS: Final = "".join(sign for sign in _SIGNS if not sign.isalpha())
_WORDS: Final[Mapping[str, Mark]] = {
    **dict.fromkeys(
        [
            "◎",
            "●",
            "可",
            "可能",
            "対応",
            "対応可",
            "対応可能",
            "対応済",
            "対応済み",
            "標準対応",
            "標準で対応",
            "はい",
            "有",
            "あり",
            "yes",
            "ok",
        ],
        Mark.MET,
    ),
    **dict.fromkeys(
        [
            "一部",
            "一部対応",
            "一部可",
            "条件付",
            "条件付き",
            "条件付きで対応",
            "代替",
            "代替案",
            "代替対応",
            "代替・一部・条件付き",
        ],
        Mark.OTHERWISE,
    ),
    **dict.fromkeys(
        ["不可", "不可能", "対応不可", "非対応", "未対応", "対応なし", "いいえ", "無", "なし", "no", "ng"],
        Mark.UNMET,
    ),
}
"""Words that can be meant in one way only; whoever sent the file is told how they were read."""
_WAYS: Final[Mapping[str, Way]] = {
    **{words: Way(way) for way, words in WAY_WORDS.items()},
    **{way.value: way for way in Way},
    **dict.fromkeys(["標準", "標準対応", "標準機能で対応", "パッケージ標準"], Way.STANDARD),
    **dict.fromkeys(["設定変更", "設定で対応", "パラメータ設定", "パラメータ"], Way.SETTING),
    **dict.fromkeys(
        ["カスタマイズ", "アドオン", "個別開発", "追加開発", "改修", "開発（カスタマイズ）"], Way.DEVELOPMENT
    ),
    **dict.fromkeys(["範囲外", "提案範囲外"], Way.OUTSIDE),
}
_WAYS_READ: Final = {unicodedata.normalize("NFKC", words): way for words, way in _WAYS.items()}
_SPLIT: Final = re.compile(rf"([{re.escape(_SYMBOLS)}])[\s:;,、。・※(\[]*(.*)", re.DOTALL)
_NOTHING: Final = {"-", "--", "ー"}
"""A dash where money would stand: nothing was said."""
_FREE: Final = {"無償", "無料", "無し", "なし", "ゼロ"}
_AMOUNT: Final = re.compile(r"(\d+(?:\.\d+)?)(千|万|百万|千万|億)?")
_UNITS: Final = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "億": 10**8}
_TAX: Final = re.compile(r"\(?税込み?\)?$")


class Understood(NamedTuple):
    """An answer, the fields that cannot be understood (they stay empty), and the ones taken in another form."""

    answer: Answer
    wrong: list[Field]
    otherwise: list[Field]


def read_answer(typed: Mapping[Field, str], seen: str) -> Understood:
    """An answer from what was typed, marks in any of their usual forms; `seen` is what it was said to.

    Words behind a mark (△：来年4月から) go before the remark; words for a mark (対応可) stand for it.
    """
    mark, behind, plainly = _mark(_folded(typed[Field.MARK]))
    remark = "\n".join(filter(None, (behind, clean(typed[Field.REMARK]).strip())))
    way = _WAYS_READ.get(_folded(typed[Field.WAY]))
    cost = _yen(_folded(typed[Field.COST]))
    wrong = [Field.MARK] if mark is None and typed[Field.MARK].strip() else []
    wrong += [Field.REMARK] if len(remark) > LONGEST_REMARK else []
    wrong += [Field.WAY] if way is None and typed[Field.WAY].strip() else []
    wrong += [Field.COST] if cost is None and _folded(typed[Field.COST]) not in {"", *_NOTHING} else []
    answer = Answer(mark or "", "" if Field.REMARK in wrong else remark, way or "", cost, seen)
    return Understood(answer, wrong, [Field.MARK] if mark and not plainly else [])


def is_sign(text: str) -> bool:
    """Whether a text is one of the three marks and nothing else; letters do not count."""
    folded = _folded(text)
    return folded in _SIGNS and not folded.isalpha()


def _folded(text: str) -> str:
    plain = text.replace("\N{VARIATION SELECTOR-16}", "").replace("\N{VARIATION SELECTOR-15}", "")
    return unicodedata.normalize("NFKC", plain).strip()


def _mark(text: str) -> tuple[Mark | None, str, bool]:
    """The mark, what was written behind it, and whether it was written as one of the marks."""
    if text in _SIGNS:
        return _SIGNS[text], "", True
    if word := _WORDS.get("".join(text.casefold().split())):
        return word, "", False
    if found := _SPLIT.fullmatch(text):
        rest = found[2].strip()
        closed = rest.removesuffix(")").removesuffix("]") if not {"(", "["} & set(rest) else rest
        more = closed.strip()
        if not more:
            return _SIGNS[found[1]], "", True
        if not any(sign in more for sign in _SYMBOLS):  # ○／△ says two things
            return _SIGNS[found[1]], more, False
    return None, "", False


def _yen(text: str) -> int | None:
    """Whole yen: 1,000円（税込）, 10万円, 無償."""
    if text in _FREE:
        return 0
    found = _AMOUNT.fullmatch(digits(_TAX.sub("", text)))
    if found is None or len(found[1]) > len(str(HIGHEST_COST)):
        return None
    amount = Decimal(found[1]) * _UNITS[found[2] or ""]
    return int(amount) if amount == int(amount) and amount <= HIGHEST_COST else None
