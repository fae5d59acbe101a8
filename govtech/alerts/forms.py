"""What a saved search is called, and how often it tells."""

from __future__ import annotations

from govtech.alerts.models import CADENCE_LABELS, MAX_NAME
from govtech.core.forms import Choice, Form, Text, longest, options, required
from govtech.core.words import lazy as _l


class SearchForm(Form):
    """Name and rhythm."""

    name = Text(
        _l("名前"),
        [required(_l("名前を入力してください。")), longest(MAX_NAME)],
        help=_l("一覧とお知らせに表示します。例：電子申請の新しいニーズ"),
    )
    cadence = Choice(
        _l("知らせる頻度"),
        [required(_l("頻度を選んでください。"))],
        radio=True,
        choices=options(CADENCE_LABELS.items()),
        help=_l(
            "この検索に合うものが新しく見つかったときだけ知らせます。時刻は、お知らせの受け取り方で選べます。"
        ),
    )
