"""What a need lacks before it goes to the approver, why that matters, and an example to follow."""

from __future__ import annotations

from typing import NamedTuple

from govtech.core.clock import now
from govtech.core.words import Text
from govtech.core.words import lazy as _l
from govtech.needs.models import Need

SHORT = 15
"""A text with fewer characters than this says too little to act on."""


class Finding(NamedTuple):
    """A gap: the field, what is missing, why it matters, an example; `blocking` when it cannot be published so."""

    field: str
    missing: Text
    why: Text
    example: Text
    blocking: bool = False


_TEXTS = (
    Finding(
        "persona",
        _l("誰が困っているのかが書かれていません。"),
        _l("相手の姿が見えないと、使えない人を残す提案になります。"),
        _l("例：日中は働いていて、窓口の開いている時間に来られない子育て世帯"),
    ),
    Finding(
        "scenario",
        _l("どんな場面で困るのかが書かれていません。"),
        _l("場面が分からないと、企業は一般的な製品の紹介しかできません。"),
        _l("例：保育所の申込書を出しに来たところ、添付書類が足りず、出直しになる"),
    ),
    Finding(
        "problem",
        _l("今のやり方と、つらいところが書かれていません。"),
        _l("今の手間が分からないと、どれだけ良くなるのかを見積もれません。"),
        _l("例：紙の申込書を職員2人が1件10分かけてシステムに打ち直している"),
    ),
    Finding(
        "outcome",
        _l("どうなってほしいのかが書かれていません。"),
        _l("望む姿が分からないと、提案を比べる軸がなくなります。"),
        _l("例：申込みの8割が、来庁せずに終わる"),
        blocking=True,
    ),
    Finding(
        "measure",
        _l("達成を測るものさしが書かれていません。"),
        _l("数字の目標がないと、試した後に続けるかどうかを決められません。"),
        _l("例：オンライン申込みの割合を1年で60%以上、打ち直しの時間を月80時間から20時間以下"),
    ),
)
_BUDGET = Finding(
    "budget_max",
    _l("予算の幅が書かれていません。"),
    _l("予算が分からないと、大きすぎる提案や小さすぎる提案が集まります。幅や上限だけでもかまいません。"),
    _l("例：令和8年度に200万円から400万円"),
)
_SCALE = Finding(
    "volume",
    _l("規模（件数や人口）が書かれていません。"),
    _l("規模が分からないと、費用を見積もれません。"),
    _l("例：年間12,000件"),
)
_NETWORK = Finding(
    "network",
    _l("使うネットワークが選ばれていません。"),
    _l("LGWANやマイナンバー利用事務系で動くかどうかで、使える製品が変わります。"),
    _l("例：職員の画面はLGWAN接続系"),
)
_WANTED = Finding(
    "wanted",
    _l("何を求めているのかが選ばれていません。"),
    _l("情報がほしいのか、提案がほしいのかで、相手の準備が変わります。"),
    _l("例：提案がほしい、試してみたい"),
    blocking=True,
)
_CONTACT = Finding(
    "contact",
    _l("連絡先が書かれていません。"),
    _l("提案する側が、条件を確かめられません。"),
    _l("例：デジタル推進課 06-0000-0000"),
)
_DEADLINE = Finding(
    "response_deadline",
    _l("提案の締切がないか、過ぎています。"),
    _l("締切がないと募集を終えられません。準備には2週間以上あると、よい提案が集まります。"),
    _l("例：公開から4週間後の17:00"),
    blocking=True,
)


def findings(need: Need) -> list[Finding]:
    """What is missing, in the order of the form."""
    found = [
        finding._replace(blocking=finding.blocking and not getattr(need, finding.field))
        for finding in _TEXTS
        if len(getattr(need, finding.field).strip()) < SHORT
    ]
    checks = (
        (_SCALE, need.volume is None and need.population is None),
        (_NETWORK, need.network is None),
        (_BUDGET, need.budget_max is None and need.budget_min is None),
        (_WANTED, not need.wanted),
        (_DEADLINE, need.response_deadline is None or need.response_deadline <= now()),
        (_CONTACT, not need.contact),
    )
    return found + [finding for finding, missing in checks if missing]


def blocking(need: Need) -> list[Finding]:
    """The gaps that keep a need from being published."""
    return [finding for finding in findings(need) if finding.blocking]
