"""What a coordinator may type about the reference data."""

from __future__ import annotations

from govtech.core.forms import (
    Area,
    Check,
    Choice,
    Choices,
    Day,
    Form,
    Number,
    Text,
    Version,
    longest,
    options,
    required,
    valid,
)
from govtech.core.identifiers import web_address
from govtech.core.words import lazy as _l
from govtech.knowledge.forms import EARLIEST_YEAR, LATEST_YEAR
from govtech.knowledge.models import LEVEL_LABELS, Level
from govtech.knowledge.reference_models import GENERATION_LABELS


class TechnologyForm(Form):
    """A technology."""

    name = Text(_l("名前"), [required(_l("名前を入力してください。")), longest(60)])
    year_from = Number(
        _l("始まりの年"),
        [required(_l("年を西暦で入力してください。"))],
        lowest=EARLIEST_YEAR,
        highest=LATEST_YEAR,
        unit=_l("年"),
    )
    generation = Choice(
        _l("世代"),
        [required(_l("世代を選んでください。"))],
        choices=options(GENERATION_LABELS.items()),
        radio=True,
    )
    version = Version()


class InitiativeForm(TechnologyForm):
    """An initiative; its number stays."""

    description = Area(_l("説明"), [longest(500)], help=_l("何をする取組か、一文か二文で。"))


class OneStopForm(Form):
    """The rung of a service."""

    level = Choice(
        _l("ワンストップ度"),
        [required(_l("段階を選んでください。"))],
        choices=options((level, LEVEL_LABELS[level]) for level in Level),
        radio=True,
    )
    note = Text(
        _l("判断の根拠"),
        [longest(300)],
        help=_l("例：施設予約は43団体のうち何団体で決済まで進めるか、調べた日とともに"),
    )
    version = Version()


class FreeServiceForm(Form):
    """A free service."""

    name = Text(_l("名前"), [required(_l("名前を入力してください。")), longest(80)])
    kana = Text(
        _l("読み（カタカナ）"), [required(_l("読みを入力してください。並び順に使います。")), longest(120)]
    )
    provider = Text(_l("提供元"), [required(_l("提供元を入力してください。")), longest(80)])
    summary = Area(
        _l("できること"),
        [required(_l("できることを入力してください。")), longest(300)],
        help=_l("例：住民へのお知らせを、受け取りたい人だけに届けられます。"),
        render_kw={"rows": 3},
    )
    free_of_charge = Area(_l("無償の範囲"), [longest(300)], render_kw={"rows": 3})
    conditions = Area(_l("使える条件"), [longest(500)], render_kw={"rows": 3})
    first_step = Area(_l("はじめの一歩"), [longest(500)], render_kw={"rows": 3})
    url = Text(_l("案内のページ"), [longest(300), valid(web_address)])
    source = Text(_l("出典"), [longest(200)])
    checked_on = Day(_l("条件を確かめた日"))
    initiatives = Choices(_l("関係する取組"), coerce=int)
    offered = Check(_l("いま提供されている（外すと一覧と検索に出ません）"), default=True)
    version = Version()
