"""What a need lacks before it goes to the approver, why that matters, and an example to follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from govtech.core.clock import business_days_between, is_business_day, now, to_jst
from govtech.core.text import nfkc
from govtech.needs import gaps
from govtech.needs.content import NeedData, stated
from govtech.needs.gaps import Finding
from govtech.needs.models import Need
from govtech.needs.writing import STEP_OF, WritingStep

SHORT = 15
"""A text with fewer characters than this says too little to act on."""
WIDEST = 5
"""A budget whose upper end is more than this many times its lower end is no guide."""
SHORTEST_CALL = 10
"""Business days that a good response takes."""
SHORTEST_ASKING = 3
"""Business days between the answers to questions and the responses, and between now and the last question."""
_NOBODY = re.compile(
    r"^(全?(住民|市民|町民|村民|区民|府民|職員|利用者|ユーザー|高齢者|窓口職員)(の?(皆さん|みなさん|方々?|全員|全体|など|等))?[、,・と及びや]*)+$"
)
_PRODUCT = re.compile(
    r"(システム|アプリ|アプリケーション|チャットボット|ボット|ai|rpa|ocr|ツール|ソフト|サービス|クラウド|プラットフォーム"
    r"|タブレット|ロボット|ポータル|lineミニアプリ|dx|生成ai|端末|パッケージ|センサー|ドローン)[^。\n]{0,12}?"
    r"(を|の)?(導入|構築|購入|整備|調達|入れ|使い|採用|活用|開発)(し|を|たい|する)"
)
_TROUBLE = re.compile(
    r"(困|つら|辛|負担|手間|時間|待|遅|間違|誤|漏れ|残業|足り|不足|できな|出来な|分から|わから|難し|紙|手作業|手書き|電話|苦情"
    r"|来庁|出直|打ち直|転記|二重|重複|属人|[0-9]+(分|時間|件|人|日|回|枚|円))"
)
_NUMBER = re.compile(
    r"[0-9〇一二三四五六七八九十百千万割半]+\s*(%|％|パーセント|割|件|時間|分|人|日|回|円|枚|点|倍|か所|箇所|世帯|秒|万|年|か月|ヶ月|カ月|名|通|部|km|㎞)|ゼロ|なくす|半減|全て|すべて|全件"
)
_WHEN = re.compile(
    r"([0-9一二三四五六七八九十]+\s*(年|か月|ヶ月|カ月|月|週間)(間|後|以内|で|まで|の)?|年度|令和|年内|年末|期間|終了時|現在|今は|から)"
)


def findings(need: Need) -> list[Finding]:
    """What is missing, in the order of the form."""
    data = stated(need)
    found = [*_texts(data), *_figures(data), *_call(data, need)]
    return sorted(found, key=lambda finding: list(STEP_OF).index(finding.field))


def of_step(need: Need, step: WritingStep) -> list[Finding]:
    """What is missing in one step."""
    return [finding for finding in findings(need) if finding.field in step.fields]


def blocking(need: Need) -> list[Finding]:
    """The gaps that keep a need from being published."""
    return [finding for finding in findings(need) if finding.blocking]


def _texts(data: NeedData) -> Iterator[Finding]:
    for finding in gaps.TEXTS:
        text = getattr(data, finding.field).strip()
        if len(text) < SHORT and not (finding.field == "persona" and _too_general(text)):
            yield finding._replace(blocking=finding.blocking and not text)
    if _too_general(data.persona):
        yield gaps.PERSONA_GENERAL
    if _names_a_product(data):
        yield gaps.PRODUCT
    if len(data.measure.strip()) >= SHORT:
        measure = nfkc(data.measure)
        if not _NUMBER.search(measure):
            yield gaps.MEASURE_NUMBER
        elif not _WHEN.search(measure):
            yield gaps.MEASURE_WHEN


def _too_general(persona: str) -> bool:
    return bool(_NOBODY.match(nfkc(persona).strip(" 。、")))


def _names_a_product(data: NeedData) -> bool:
    """The wish for a product stands where the trouble should: in the problem, or in the title with no problem to it."""
    problem, title = nfkc(data.problem), nfkc(data.title)
    if _TROUBLE.search(problem):
        return False
    return bool(_PRODUCT.search(problem) or (_PRODUCT.search(title) and len(problem) < SHORT * 2))


def _figures(data: NeedData) -> Iterator[Finding]:
    if data.volume is None and data.population is None:
        yield gaps.SCALE
    if data.network is None:
        yield gaps.NETWORK
    if data.budget_max is None and data.budget_min is None:
        yield gaps.BUDGET
    elif data.budget_max is None:
        yield gaps.BUDGET_OPEN
    elif data.budget_min and data.budget_max > data.budget_min * WIDEST:
        yield gaps.BUDGET_WIDE
    if data.fiscal_year is None and (data.budget_max is not None or data.budget_min is not None):
        yield gaps.FISCAL_YEAR


def _call(data: NeedData, need: Need) -> Iterator[Finding]:
    if not data.wanted:
        yield gaps.WANTED
    if not data.contact:
        yield gaps.CONTACT
    start = to_jst(need.published_at or now()).date()
    closes, asks = data.response_deadline, data.question_deadline
    if closes is None or closes <= now():
        yield gaps.DEADLINE
        return
    last_day = to_jst(closes).date()
    if business_days_between(start, last_day) < SHORTEST_CALL:
        yield gaps.DEADLINE_SHORT
    if not is_business_day(last_day):
        yield gaps.DEADLINE_CLOSED
    if asks is not None:
        yield from _asking(start, to_jst(asks).date(), last_day)


def _asking(start: date, asks: date, closes: date) -> Iterator[Finding]:
    if business_days_between(start, asks) < SHORTEST_ASKING:
        yield gaps.QUESTIONS_SOON
    elif business_days_between(asks, closes) < SHORTEST_ASKING:
        yield gaps.QUESTIONS_LATE
    if not is_business_day(asks):
        yield gaps.QUESTIONS_CLOSED
