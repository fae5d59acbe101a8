"""What a check of a specification found: each finding with its kind, its place and a key that changes with the text."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govtech.core.words import Text, lazy


class FindingKind(enum.StrEnum):
    """What can be found, in the order in which pages list it."""

    EMPTY = "empty"
    PENDING = "pending"
    STRAY = "stray"
    UNDEFINED = "undefined"
    REFERENCE = "reference"
    UNFILLED = "unfilled"
    UNUSED = "unused"
    UNMEASURABLE = "unmeasurable"
    REPEATED = "repeated"
    VAGUE = "vague"
    PRODUCT = "product"
    LEVEL = "level"
    DUPLICATE = "duplicate"
    NUMBERS = "numbers"
    DATE = "date"
    CATEGORY = "category"
    CHAPTER = "chapter"
    NETWORK = "network"
    SERVICE = "service"
    LAYERS = "layers"
    SEVERAL = "several"
    ABBREVIATION = "abbreviation"


class Thing(enum.StrEnum):
    """What a place names; the same words as the revisions of a draft."""

    WHOLE = "whole"
    SECTION = "section"
    ITEM = "item"
    PARAMETER = "parameter"


class Severity(enum.StrEnum):
    """A warning has to be put right or explained; a hint may be left."""

    WARNING = "warning"
    HINT = "hint"


HINTS = frozenset({FindingKind.LAYERS, FindingKind.SEVERAL, FindingKind.ABBREVIATION})
KIND_LABELS: Mapping[FindingKind, Text] = {
    FindingKind.EMPTY: lazy("空の章・節"),
    FindingKind.PENDING: lazy("書きかけの箇所"),
    FindingKind.STRAY: lazy("差し込みの書き誤り"),
    FindingKind.UNDEFINED: lazy("定義のない差し込み"),
    FindingKind.REFERENCE: lazy("参照先のない参照"),
    FindingKind.UNFILLED: lazy("決まっていない値"),
    FindingKind.UNUSED: lazy("使われていない値"),
    FindingKind.UNMEASURABLE: lazy("確かめられない必須の要件"),
    FindingKind.REPEATED: lazy("要件を繰り返すだけの条件"),
    FindingKind.VAGUE: lazy("測れない言葉"),
    FindingKind.PRODUCT: lazy("製品や会社の名"),
    FindingKind.LEVEL: lazy("水準と言い方の食い違い"),
    FindingKind.DUPLICATE: lazy("同じ要件の重なり"),
    FindingKind.NUMBERS: lazy("数値の食い違い"),
    FindingKind.DATE: lazy("日付の誤り"),
    FindingKind.CATEGORY: lazy("非機能要件の不足"),
    FindingKind.CHAPTER: lazy("章の不足"),
    FindingKind.NETWORK: lazy("網ごとの要件の不足"),
    FindingKind.SERVICE: lazy("サービスレベルの書き漏れ"),
    FindingKind.LAYERS: lazy("対象の網のないセキュリティ要件"),
    FindingKind.SEVERAL: lazy("一つの要件に二つのこと"),
    FindingKind.ABBREVIATION: lazy("説明のない略語"),
}
WHYS: Mapping[FindingKind, Text] = {
    FindingKind.EMPTY: lazy("題名だけでは、何を求めているのかが読めません。"),
    FindingKind.PENDING: lazy(
        "後で書くつもりの印が残ったままでは、事業者が見積もれず、公告の後に訂正が要ります。"
    ),
    FindingKind.STRAY: lazy("波かっこが差し込みとして読めず、そのまま文書に出ます。"),
    FindingKind.UNDEFINED: lazy("差し込む値がないため、波かっこのまま文書に出ます。"),
    FindingKind.REFERENCE: lazy("参照する章、別紙、要件がないため、読む人がたどれません。"),
    FindingKind.UNFILLED: lazy("値が空のままでは、事業者が見積もれません。"),
    FindingKind.UNUSED: lazy("どこにも使われない値は、決めても何も変わりません。"),
    FindingKind.UNMEASURABLE: lazy("検収のときに、満たしたかどうかを判断できません。"),
    FindingKind.REPEATED: lazy("要件と同じ文では、どう確かめるのかが分かりません。"),
    FindingKind.LEVEL: lazy(
        "守らなければならないのかどうかが、水準の欄と文、または二つの要件で違って読めます。"
    ),
    FindingKind.DUPLICATE: lazy("片方だけを直すと食い違い、事業者はどちらに答えるか迷います。"),
    FindingKind.NUMBERS: lazy("同じものに二つの数値があり、どちらを満たせばよいかが決まりません。"),
    FindingKind.DATE: lazy(
        "あり得ない日、曜日や元号の食い違い、過ぎた期限は、どの日を守ればよいかが決まりません。"
    ),
    FindingKind.CATEGORY: lazy("この分類の要件がなく、稼働した後の水準を求められません。"),
    FindingKind.CHAPTER: lazy("共同の調達に要る章が見当たりません。"),
    FindingKind.NETWORK: lazy("この網で守ることが書かれていません。"),
    FindingKind.SERVICE: lazy(
        "どう測るか、達しなかったときにどうするかがないと、目標値を守らせることができません。"
    ),
    FindingKind.LAYERS: lazy("同じ節のほかの要件には対象の網があり、この要件だけ分かりません。"),
    FindingKind.SEVERAL: lazy("一部だけ満たすときに、○とも×とも答えられません。"),
    FindingKind.ABBREVIATION: lazy("何の略かが読む人によって違って受け取られ、分野の外の人には読めません。"),
}
DEEDS: Mapping[FindingKind, Text] = {
    FindingKind.EMPTY: lazy("本文か要件を書くか、章・節を消してください。"),
    FindingKind.PENDING: lazy("決めて書くか、まだ決められないことを、決める人と期限に置き換えてください。"),
    FindingKind.STRAY: lazy("{{名前}} の形に直してください。"),
    FindingKind.UNDEFINED: lazy("名前を直すか、値を加えてください。"),
    FindingKind.REFERENCE: lazy(
        "今ある章、別紙、要件の番号に直してください。章は {{see:章の識別子}} と書くと、番号が自動で合います。"
    ),
    FindingKind.UNFILLED: lazy("値を決めるか、全ての市町村が自団体の値を書いてください。"),
    FindingKind.UNUSED: lazy("本文で使うか、消してください。"),
    FindingKind.UNMEASURABLE: lazy(
        "数値と単位、規格の名、または試験で目に見える結果（例：1,000件の一覧が3秒以内に表示される）を、確認の条件に書いてください。"
    ),
    FindingKind.REPEATED: lazy("何を見て、どうなれば合格かを、確認の条件に書いてください。"),
    FindingKind.LEVEL: lazy("文を直すか、水準を変えてください。"),
    FindingKind.DUPLICATE: lazy("一つにまとめるか、違いが分かるように書き分けてください。"),
    FindingKind.NUMBERS: lazy("正しい方にそろえるか、対象の違いが分かるように書き分けてください。"),
    FindingKind.DATE: lazy("暦と照らして直してください。"),
    FindingKind.CATEGORY: lazy("要件を加えるか、要らない理由を説明してください。"),
    FindingKind.CHAPTER: lazy("章を加えるか、要らない理由を説明してください。"),
    FindingKind.NETWORK: lazy(
        "セキュリティの要件に対象の網を付けるか、この網を使わない理由を説明してください。"
    ),
    FindingKind.SERVICE: lazy("測定の方法と、達しなかったときの扱いを書いてください。"),
    FindingKind.LAYERS: lazy("対象の網を選んでください。"),
    FindingKind.SEVERAL: lazy("文ごとに要件を分けてください。"),
    FindingKind.ABBREVIATION: lazy(
        "初めて使う所で「電力使用効率（PUE）」のように書くか、用語の章の表に加えてください。誰でも分かる略語は、点検の一覧の「説明のない略語」に加えます。"
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where (`thing`, `place`, `field`), on which `word`, and the text around it.

    `other` is a second place that it contradicts. `key` is a hash of all of it and of the text: a finding in
    a text that changed is another finding.
    """

    kind: FindingKind
    thing: Thing
    place: str
    field: str
    word: str
    excerpt: str
    other: str
    key: str

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return Severity.HINT if self.kind in HINTS else Severity.WARNING


def found(
    kind: FindingKind,
    thing: Thing,
    place: str,
    *,
    field: str = "",
    word: str = "",
    excerpt: str = "",
    other: str = "",
    text: str = "",
) -> Finding:
    """A finding with its key; `text` is what it was found in."""
    parts = f"{kind}\x1f{thing}\x1f{place}\x1f{field}\x1f{word}\x1f{other}\x1f{text}"
    key = hashlib.sha256(parts.encode()).hexdigest()[:32]
    return Finding(kind, thing, place, field, word, excerpt, other, key)


def warnings(findings: Iterable[Finding]) -> list[Finding]:
    """Those that have to be put right or explained."""
    return [one for one in findings if one.severity is Severity.WARNING]


def digest(findings: Iterable[Finding]) -> str:
    """One hash over a set of findings, whatever their order: what a person was shown."""
    return hashlib.sha256("\n".join(sorted(one.key for one in findings)).encode()).hexdigest()
