"""What people may type about needs."""

from __future__ import annotations

from typing import Any

from govtech.core.forms import (
    Area,
    Check,
    Choice,
    Choices,
    Form,
    Moment,
    Number,
    Text,
    Version,
    Yen,
    longest,
    options,
    required,
    within_two_years,
)
from govtech.core.words import lazy as _l
from govtech.needs.content import NEED_LABELS, NeedData
from govtech.needs.models import RESPONDENTS_LABELS, WANTED_LABELS
from govtech.solutions.models import NETWORK_LABELS

LONG = 4000
LARGEST_POPULATION = 20_000_000
LARGEST_VOLUME = 10**12


class NeedForm(Form):
    """A need; only the title is required to keep a draft."""

    title = Text(
        NEED_LABELS["title"],
        [required(_l("件名を入力してください。")), longest(120)],
        help=_l("例：保育所の入所申込みを、来庁しなくても終えられるようにしたい"),
    )
    persona = Area(
        NEED_LABELS["persona"],
        [longest(LONG)],
        help=_l("誰が困っていますか。例：日中は働いていて、窓口の開いている時間に来られない子育て世帯"),
        render_kw={"rows": 3},
    )
    scenario = Area(
        NEED_LABELS["scenario"],
        [longest(LONG)],
        help=_l("どんな場面で困りますか。例：申込書を出しに来たところ、添付書類が足りず、出直しになる"),
        render_kw={"rows": 4},
    )
    problem = Area(
        NEED_LABELS["problem"],
        [longest(LONG)],
        help=_l("例：紙の申込書を職員2人が1件10分かけて打ち直しており、1月は毎日3時間の残業になる"),
        render_kw={"rows": 6},
    )
    outcome = Area(
        NEED_LABELS["outcome"],
        [longest(LONG)],
        help=_l("製品名ではなく、望む姿を書きます。例：申込みの8割が、来庁せずに終わる"),
        render_kw={"rows": 4},
    )
    measure = Area(
        NEED_LABELS["measure"],
        [longest(400)],
        help=_l("例：オンライン申込みの割合を1年で60%以上、打ち直しの時間を月80時間から20時間以下"),
        render_kw={"rows": 2},
    )
    initiatives = Choices(NEED_LABELS["initiatives"], coerce=int)
    population = Number(
        NEED_LABELS["population"],
        highest=LARGEST_POPULATION,
        unit=_l("人"),
        help=_l("対象となる人の数。例：12,000"),
    )
    volume = Number(NEED_LABELS["volume"], highest=LARGEST_VOLUME, help=_l("例：3,200"))
    volume_unit = Text(NEED_LABELS["volume_unit"], [longest(40)], help=_l("例：件／年"))
    network = Choice(
        NEED_LABELS["network"],
        optional=True,
        radio=True,
        choices=options(NETWORK_LABELS.items(), empty=_l("決まっていない・問わない")),
    )
    security = Area(
        NEED_LABELS["security"],
        [longest(1000)],
        help=_l("例：個人情報を扱うため、データは国内に置き、ISMAP登録かISO/IEC 27001の認証を求めます"),
        render_kw={"rows": 3},
    )
    budget_min = Yen(NEED_LABELS["budget_min"], help=_l("税込。例：2,000,000"))
    budget_max = Yen(NEED_LABELS["budget_max"], help=_l("税込。例：4,000,000"))
    fiscal_year = Number(
        NEED_LABELS["fiscal_year"], lowest=2000, highest=2100, help=_l("西暦で入力します。例：2027")
    )
    wanted = Choices(NEED_LABELS["wanted"], choices=options(WANTED_LABELS.items()))
    respondents = Choice(
        NEED_LABELS["respondents"], radio=True, choices=options(RESPONDENTS_LABELS.items()), default="both"
    )
    question_deadline = Moment(
        NEED_LABELS["question_deadline"],
        [within_two_years],
        help=_l("日本時間。時刻を空けると、その日の23:59になります。"),
    )
    response_deadline = Moment(
        NEED_LABELS["response_deadline"],
        [within_two_years],
        help=_l(
            "日本時間。この時刻を過ぎると自動で募集を終えます。準備に2週間以上あると、よい提案が集まります。"
        ),
    )
    contact = Text(
        NEED_LABELS["contact"],
        [longest(200)],
        help=_l("例：デジタル推進課 06-0000-0000 dx@city.example.lg.jp"),
    )
    reason = Area(
        _l("変更の理由"),
        [longest(400)],
        help=_l("公開中のニーズを変えるときに必要です。例：予算の上限が議会で認められたため"),
        render_kw={"rows": 2},
    )
    version = Version()

    def statement(self) -> NeedData:
        """What was typed."""
        return self.hand_over(NeedData, respondents=self.respondents.data or "both")


class ReasonForm(Form):
    """Words that go with a step: why, or what came of it."""

    reason = Area(_l("理由"), [required(_l("入力してください。")), longest(2000)], render_kw={"rows": 5})

    def stated(self) -> tuple[Any, ...]:
        """What the step is told."""
        return (self.reason.data,)


class MatchForm(ReasonForm):
    """What came of it, and whether the one who was selected is named."""

    named = Check(
        _l("採用した団体の名前を公開する"),
        help=_l("公開すると、ニーズのページと、提案したほかの団体への説明に表示されます。"),
    )

    def stated(self) -> tuple[Any, ...]:
        """What the step is told."""
        return (self.reason.data, bool(self.named.data))


def filled(data: NeedData, version: int) -> dict[str, Any]:
    """What a form shows for a thing as it is stated now."""
    return {**vars(data), "version": version}
