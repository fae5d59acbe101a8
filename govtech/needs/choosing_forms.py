"""What an owner may type about responses, and what both may about the day to talk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import wtforms
from wtforms.fields import HiddenField

from govtech.core.clock import to_jst
from govtech.core.forms import Area, Choice, Choices, Day, Form, Moment, Text, longest, options, required
from govtech.core.rows import FormRows
from govtech.core.show import show_datetime
from govtech.core.words import lazy as _l
from govtech.needs.choosing_services import MarkData
from govtech.needs.interview_services import MOST_SLOTS
from govtech.needs.outcomes import KEY_LENGTH
from govtech.needs.response_content import AnswerData
from govtech.needs.response_forms import plain
from govtech.needs.response_models import GROUND_LABELS, VERDICT_LABELS, Response

FIRST_SLOTS = 3


class SelectForm(Form):
    """Why it is taken."""

    reason = Area(
        _l("採用の理由"),
        [required(_l("採用の理由を入力してください。")), longest(2000)],
        help=_l(
            "例：3つの望む姿をすべて満たし、5年間の費用が予算に収まるため。試行は1月から始めたいと考えています。"
        ),
        render_kw={"rows": 5},
    )


class DeclineForm(Form):
    """Why it is not taken: on what grounds, and in words that help the responder."""

    grounds = Choices(
        _l("不採用の理由（種類）"),
        [required(_l("不採用の理由を1つ以上選んでください。"))],
        choices=options(GROUND_LABELS.items()),
    )
    reason = Area(
        _l("不採用の理由（説明）"),
        [required(_l("不採用の理由を入力してください。")), longest(2000)],
        help=_l(
            "例：読み取りの精度は十分でしたが、来庁せずに終えるという望む姿に届きませんでした。次は申込みの入口からの提案を期待します。"
        ),
        render_kw={"rows": 5},
    )


class MarkRow(wtforms.Form):
    """What was found about one wish."""

    key = HiddenField(validators=[longest(KEY_LENGTH)], filters=[plain])
    mark = Choice(
        _l("読んだ結果"), radio=True, choices=options(VERDICT_LABELS.items(), empty=_l("まだ評価していない"))
    )
    comment = Area(_l("よい点・直してほしい点"), [longest(1000)], render_kw={"rows": 2})
    answer: AnswerData | None = None


class AssessForm(Form):
    """A note for colleagues, and a mark for each wish."""

    note = Area(
        _l("庁内のメモ"),
        [longest(4000)],
        help=_l("自団体の人だけが読めます。提案した団体には伝わりません。"),
        render_kw={"rows": 4},
    )
    marks = FormRows(_l("望む姿ごとの評価"), MarkRow)

    def place(self, answers: Sequence[AnswerData]) -> None:
        """Set each answer above its mark."""
        given = {item.key: item for item in answers}
        for row in self.marks.forms:
            row.answer = given.get(row.key.data)
            row.mark.label.text = row.answer.wish if row.answer else ""

    def stated(self) -> list[MarkData]:
        """The marks typed."""
        return [
            MarkData(row.key.data, row.mark.data, row.comment.data or "")
            for row in self.marks.forms
            if row.answer is not None
        ]


class ResultDateForm(Form):
    """By when responders hear."""

    day = Day(
        _l("結果の予定日"),
        [required(_l("結果の予定日を入力してください。"))],
        help=_l("この日までに、すべての提案に結果を伝えます。過ぎるとホームに表示されます。"),
    )


class SlotRow(wtforms.Form):
    """One day and time in Japan."""

    at = Moment(_l("候補の日時"), help=_l("日本時間。時刻を空けると、その日の23:59になります。"))


class ProposeForm(Form):
    """Days to talk, where, and what about."""

    slots = FormRows(_l("候補の日時"), SlotRow, min_entries=FIRST_SLOTS, max_entries=MOST_SLOTS)
    place = Text(
        _l("場所・つなぎ方"),
        [longest(200)],
        help=_l("例：オンライン（アドレスは前日に送ります）、市役所3階 会議室"),
    )
    message = Area(
        _l("聞きたいこと"),
        [longest(1000)],
        help=_l("例：庁内の運用の流れと、費用の前提を伺います。"),
        render_kw={"rows": 3},
    )

    @property
    def moments(self) -> list[datetime]:
        """The moments typed."""
        return [row.at.data for row in self.slots.forms if row.at.data]

    @property
    def all_errors(self) -> list[tuple[str | None, str]]:
        """(field id or None, message) for the summary at the top, rows included."""
        plain = [row for row in super().all_errors if row[0] != self.slots.id]
        return plain + self.slots.messages


class PickForm(Form):
    """One of the days offered."""

    slot = Choice(_l("都合のよい日時"), [required(_l("日時を選んでください。"))], radio=True)

    def offer(self, moments: Sequence[datetime]) -> None:
        """The days there are."""
        self._moments = {to_jst(moment).isoformat(): moment for moment in moments}
        self.slot.choices = [(key, show_datetime(moment)) for key, moment in self._moments.items()]

    @property
    def moment(self) -> datetime:
        """The day chosen."""
        return self._moments[self.slot.data]


class AskForm(Form):
    """Other days wished for."""

    reply = Area(
        _l("都合のよい日時"),
        [required(_l("都合のよい日時を入力してください。")), longest(1000)],
        help=_l("例：12月の第2週であれば、平日の午後はいつでも伺えます。"),
        render_kw={"rows": 3},
    )


def marked(response: Response, answers: Sequence[AnswerData]) -> dict[str, Any]:
    """What the form of marks shows now."""
    held = {mark.key: mark for mark in response.marks}
    rows = []
    for item in answers:
        mark = held.get(item.key)
        rows.append(
            {
                "key": item.key,
                "mark": mark.mark.value if mark and mark.mark else None,
                "comment": mark.comment if mark else "",
            }
        )
    return {"note": response.owner_note, "marks": rows}
