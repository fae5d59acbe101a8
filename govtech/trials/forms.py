"""What people may type about trials."""

from __future__ import annotations

from collections.abc import Iterable

from govtech.core.clock import today
from govtech.core.forms import (
    Area,
    Choice,
    Choices,
    Day,
    Form,
    Markdown,
    Number,
    Text,
    Uploads,
    Version,
    Yen,
    longest,
    options,
    required,
)
from govtech.core.words import lazy as _l
from govtech.trials.content import LABELS, REPORT_LABELS, ReportData, TermsData
from govtech.trials.models import NOTE_READER_LABELS, PERSONAL_DATA_LABELS, NoteReaders
from govtech.trials.report_services import NoteData
from govtech.trials.rows import Measures, Results

LONG = 3000


class TermsForm(Form):
    """What both sides agree on; only the title is required to keep it."""

    partner_id = Choice(
        _l("相手の団体"),
        optional=True,
        help=_l("確認済みの企業と市民団体から選びます。後から変えられません。"),
    )
    title = Text(
        LABELS["title"],
        [required(_l("件名を入力してください。")), longest(120)],
        help=_l("例：転入の窓口で、書かずに届け出られるようにする"),
    )
    problem = Area(LABELS["problem"], [longest(LONG)], help=_l("例：転入の届出で同じ住所を4回書かせている"))
    plan = Area(
        LABELS["plan"],
        [longest(LONG)],
        help=_l("例：市民課の2窓口に置き、1か月目は職員だけ、2か月目から来庁者と使う"),
        render_kw={"rows": 8},
    )
    initiatives = Choices(LABELS["initiatives"], coerce=int)
    starts_on = Day(LABELS["starts_on"])
    ends_on = Day(LABELS["ends_on"], help=_l("この日を過ぎると、評価に進むようお知らせします。"))
    place = Text(LABELS["place"], [longest(80)], help=_l("例：本庁舎1階 市民課"))
    participants = Text(
        LABELS["participants"], [longest(120)], help=_l("例：市民課の職員6名、転入の届出に来た人 約400人")
    )
    measures = Measures(
        LABELS["measures"],
        help=_l("始める前の値と目標を決めておきます。例：1件の受付にかかる時間／分／開始前 22／目標 12"),
    )
    municipality_yen = Yen(LABELS["municipality_yen"], help=_l("税込。負担がなければ0と入力します。"))
    partner_yen = Yen(LABELS["partner_yen"], help=_l("税込。負担がなければ0と入力します。"))
    cost_note = Area(
        LABELS["cost_note"],
        [longest(LONG)],
        help=_l("例：機器の貸出しは相手の団体、回線と職員の時間は市"),
        render_kw={"rows": 3},
    )
    personal_data = Choice(
        LABELS["personal_data"],
        optional=True,
        radio=True,
        choices=options(PERSONAL_DATA_LABELS.items(), empty=_l("まだ決まっていない")),
    )
    data_handled = Area(
        LABELS["data_handled"],
        [longest(LONG)],
        help=_l("例：氏名と住所。マイナンバー利用事務系の中だけで扱い、終了後に消去した記録を受け取る"),
    )
    municipality_duties = Area(
        LABELS["municipality_duties"], [longest(LONG)], help=_l("例：場所と回線の用意、来庁者への説明")
    )
    partner_duties = Area(
        LABELS["partner_duties"],
        [longest(LONG)],
        help=_l("例：機器の設置と撤去、職員への説明会2回、問合せへの対応"),
    )
    publication = Area(
        LABELS["publication"],
        [longest(LONG)],
        help=_l("例：実績と報告は、終わってから1か月以内に双方の名前で公開する"),
        render_kw={"rows": 3},
    )
    municipality_contact = Text(
        LABELS["municipality_contact"], [longest(200)], help=_l("例：市民課 デジタル担当 06-0000-0000")
    )
    partner_contact = Text(LABELS["partner_contact"], [longest(200)], help=_l("例：導入支援部 06-0000-0000"))
    reason = Text(
        _l("変更の理由"),
        [longest(200)],
        help=_l("確認された後に変えるときに必要です。相手の団体に伝わります。例：機器の到着が遅れたため"),
    )
    version = Version()

    def offer(self, initiatives: Iterable[tuple[int, str]], partners: Iterable[tuple[str, str]]) -> None:
        """Fill in what can be chosen."""
        self.initiatives.choices = [(str(key), name) for key, name in initiatives]
        self.partner_id.choices = options(partners, empty=_l("選んでください"))

    def statement(self) -> TermsData:
        """What was typed."""
        return self.hand_over(TermsData)


class ResultsForm(Form):
    """What was measured."""

    results = Results(_l("実績値"))
    version = Version()


class ReportForm(Form):
    """What is told at the end."""

    worked = Area(REPORT_LABELS["worked"], [longest(LONG)], help=_l("評価に進む前に必要です。"))
    not_worked = Area(
        REPORT_LABELS["not_worked"],
        [longest(LONG)],
        help=_l("次に試す町が同じところでつまずかないように。評価に進む前に必要です。"),
    )
    devices = Area(
        REPORT_LABELS["devices"], [longest(LONG)], help=_l("例：最初の1週間は、開発した人が窓口の横に立った")
    )
    lessons = Area(
        REPORT_LABELS["lessons"],
        [longest(LONG)],
        help=_l("続けるとき、ほかの町がするときに大事なこと。評価に進む前に必要です。"),
    )
    actual_municipality_yen = Yen(REPORT_LABELS["actual_municipality_yen"], help=_l("税込。"))
    actual_partner_yen = Yen(REPORT_LABELS["actual_partner_yen"], help=_l("税込。"))
    yearly_yen = Yen(REPORT_LABELS["yearly_yen"], help=_l("税込。本格導入するときの見込み。"))
    effort_hours = Number(
        REPORT_LABELS["effort_hours"],
        highest=10**7,
        unit=_l("時間"),
        help=_l("準備から評価までに職員がかけた時間の合計。"),
    )
    version = Version()

    def statement(self) -> ReportData:
        """What was typed."""
        return self.hand_over(ReportData)


class NoteForm(Form):
    """What happened on a day."""

    on = Day(_l("日付"), [required(_l("日付を入力してください。例：2026-12-01"))], default=today)
    body = Markdown(
        _l("経過"),
        [required(_l("経過を入力してください。"))],
        help=_l("例：2週目。受付は1日平均42件。住所の読み上げで聞き返しが多く、画面を大きくした。"),
        render_kw={"rows": 8},
    )
    readers = Choice(
        _l("読める人"),
        radio=True,
        choices=options(NOTE_READER_LABELS.items()),
        default=NoteReaders.PARTNERS,
        help=_l("実施中になるとほかの市町村も、公開するとだれでも、この実証実験を読めます。"),
    )
    files = Uploads(_l("添付ファイル"), help=_l("写真、PDF、Word、Excelなど。1件20MBまで。"))
    version = Version()

    def statement(self) -> NoteData:
        """What was typed."""
        return self.hand_over(NoteData, readers=self.readers.data or NoteReaders.PARTNERS)


class ReasonForm(Form):
    """Why it is stopped, adopted or not."""

    reason = Area(_l("理由"), [required(_l("理由を入力してください。")), longest(2000)])
