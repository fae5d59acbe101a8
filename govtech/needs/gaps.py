"""The gaps that the check of a need can name: each with what is missing, why it matters, and an example."""

from __future__ import annotations

from typing import NamedTuple

from govtech.core.words import Text
from govtech.core.words import lazy as _l
from govtech.needs.content import NEED_LABELS
from govtech.needs.writing import STEP_OF


class Finding(NamedTuple):
    """A gap: the field, what is missing, why it matters, an example; `blocking` when it cannot be published so."""

    field: str
    missing: Text
    why: Text
    example: Text
    blocking: bool = False

    @property
    def step(self) -> str:
        """The step in which the field is written."""
        return STEP_OF[self.field]

    @property
    def label(self) -> Text:
        """What the field is called."""
        return NEED_LABELS[self.field]


TEXTS = (
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
BUDGET = Finding(
    "budget_max",
    _l("予算の幅が書かれていません。"),
    _l("予算が分からないと、大きすぎる提案や小さすぎる提案が集まります。幅や上限だけでもかまいません。"),
    _l("例：令和8年度に200万円から400万円"),
)
SCALE = Finding(
    "volume",
    _l("規模（件数や人口）が書かれていません。"),
    _l("規模が分からないと、費用を見積もれません。"),
    _l("例：年間12,000件"),
)
NETWORK = Finding(
    "network",
    _l("使うネットワークが選ばれていません。"),
    _l("LGWANやマイナンバー利用事務系で動くかどうかで、使える製品が変わります。"),
    _l("例：職員の画面はLGWAN接続系"),
)
WANTED = Finding(
    "wanted",
    _l("何を求めているのかが選ばれていません。"),
    _l("情報がほしいのか、提案がほしいのかで、相手の準備が変わります。"),
    _l("例：提案がほしい、試してみたい"),
    blocking=True,
)
CONTACT = Finding(
    "contact",
    _l("連絡先が書かれていません。"),
    _l("提案する側が、条件を確かめられません。"),
    _l("例：デジタル推進課 06-0000-0000"),
)
DEADLINE = Finding(
    "response_deadline",
    _l("提案の締切がないか、過ぎています。"),
    _l("締切がないと募集を終えられません。準備には2週間以上あると、よい提案が集まります。"),
    _l("例：公開から4週間後の17:00"),
    blocking=True,
)
PERSONA_GENERAL = Finding(
    "persona",
    _l("困っている人が「住民」や「職員」だけで、姿が見えません。"),
    _l("「住民」の中には、窓口に来られる人も来られない人もいます。誰のためかで、作るものが変わります。"),
    _l(
        "例：平日の昼は働いていて、スマートフォンは使えるが申請の用語が分からない、転入したばかりの子育て世帯"
    ),
)
PRODUCT = Finding(
    "problem",
    _l("入れたい製品が書かれていて、困りごとが書かれていません。"),
    _l("製品で募集すると、その製品の見積りしか届かず、もっと合う方法を知る機会を逃します。"),
    _l(
        "例：「AIチャットボットを導入したい」ではなく「同じ内容の電話が月400件あり、3人の職員が毎日2時間答えている」"
    ),
)
MEASURE_NUMBER = Finding(
    "measure",
    _l("ものさしに数字がありません。"),
    _l("「便利になる」「減らす」だけでは、試した後に続けるかどうかを決められません。"),
    _l("例：打ち直しの時間を、月80時間から20時間以下にする"),
)
MEASURE_WHEN = Finding(
    "measure",
    _l("ものさしに、今の値か、いつまでにかが書かれていません。"),
    _l("出発点と期限がないと、良くなったのかどうかを後から確かめられません。"),
    _l("例：今は月80時間の打ち直しを、1年後に20時間以下にする"),
)
BUDGET_OPEN = Finding(
    "budget_max",
    _l("予算の上限が書かれていません。"),
    _l("下限だけでは、どこまで提案してよいのかが分かりません。"),
    _l("例：200万円から400万円"),
)
BUDGET_WIDE = Finding(
    "budget_max",
    _l("予算の上限が下限の5倍を超えています。"),
    _l("幅が広すぎると、規模の違う提案が並び、比べられません。"),
    _l("例：200万円から400万円。機能を分けられるなら、ニーズを2つに分ける"),
)
FISCAL_YEAR = Finding(
    "fiscal_year",
    _l("予算の年度が書かれていません。"),
    _l("いつの予算かで、始められる時期と、ほかの市町村と一緒に買えるかどうかが変わります。"),
    _l("例：2027（令和9年度）"),
)
DEADLINE_SHORT = Finding(
    "response_deadline",
    _l("提案の締切まで10営業日ありません。"),
    _l("社内の確認や見積りに2週間はかかります。短いと、すでに知っている会社からしか届きません。"),
    _l("例：公開から15営業日後の17:15"),
)
DEADLINE_CLOSED = Finding(
    "response_deadline",
    _l("提案の締切が、土日・祝日・年末年始に当たっています。"),
    _l("締切の直前に困っても、どちらの窓口にも人がいません。"),
    _l("例：次の開庁日の17:15"),
)
QUESTIONS_SOON = Finding(
    "question_deadline",
    _l("質問の締切まで3営業日ありません。"),
    _l("読んで、社内で相談してから質問が出ます。短いと、分からないまま提案することになります。"),
    _l("例：公開から5営業日後の17:15"),
)
QUESTIONS_LATE = Finding(
    "question_deadline",
    _l("質問の締切から提案の締切まで3営業日ありません。"),
    _l("回答を読んでから提案を直す時間がありません。"),
    _l("例：提案の締切の5営業日前"),
)
QUESTIONS_CLOSED = Finding(
    "question_deadline",
    _l("質問の締切が、土日・祝日・年末年始に当たっています。"),
    _l("締切の直前に困っても、どちらの窓口にも人がいません。"),
    _l("例：前の開庁日の17:15"),
)
