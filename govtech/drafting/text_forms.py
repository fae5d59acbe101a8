"""What people type into sections and items; each page knows where it began, and by what name its copy is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wtforms.fields import HiddenField

from govtech.core import forms
from govtech.core.errors import Conflict
from govtech.core.words import lazy as _l
from govtech.drafting.forms import LONGEST_BODY, LONGEST_TEXT
from govtech.drafting.titling import LONGEST_SUMMARY, LONGEST_TITLE
from govtech.specifications.template_format import KIND_LABELS, LAYER_LABELS, LEVEL_LABELS

LONGEST_KEY = 40
WHY = _l("変更の理由")
WHY_HELP = _l("履歴に残ります。例：A市の意見を受けて")


def _page(text: str | None) -> str:
    """The name of a page as we give them; anything else is none of ours."""
    return text if text and text.isascii() and text.isalnum() and len(text) <= 16 else ""  # noqa: PLR2004


class KeptForm(forms.Form):
    """A form whose typed words are kept while it is written: the revision it began with, and its own name."""

    began_in = forms.Version()
    page = HiddenField(filters=[_page])


class TitleForm(forms.Form):
    """What the whole is called; `version` stands for the title and summary that the page was made from."""

    version = forms.Version()
    title = forms.Text(
        _l("件名"),
        [forms.required(_l("件名を入力してください。")), forms.longest(LONGEST_TITLE)],
        help=_l("例：施設予約システム（北摂5市町）"),
    )
    summary = forms.Area(
        _l("概要"),
        [forms.longest(LONGEST_SUMMARY)],
        help=_l(
            "何を、どの市町村が、何のために調達するかを書きます。一覧と検索の結果、この仕様書のページの初めに出ます。"
        ),
        render_kw={"rows": 4},
    )


class SectionForm(KeptForm):
    """A chapter or section as somebody types it."""

    title = forms.Text(
        _l("章・節の題名"), [forms.required(_l("題名を入力してください。")), forms.longest(80)]
    )
    body = forms.Markdown(
        _l("本文"),
        [forms.longest(LONGEST_BODY)],
        help=_l(
            "見出しは ##、###、#### を使います。番号（1.1、(1)、ア）は自動で付きます。{{名前}} は団体が決める値に置き換わります。"
        ),
        render_kw={"rows": 24},
    )
    why = forms.Text(WHY, [forms.longest(400)], help=WHY_HELP)


class ItemForm(KeptForm):
    """A requirement item as somebody types it."""

    kind = forms.Choice(_l("要件の種類"), choices=forms.options(KIND_LABELS.items()))
    level = forms.Choice(_l("水準"), choices=forms.options(LEVEL_LABELS.items()))
    text = forms.Area(
        _l("要件"),
        [forms.required(_l("要件を入力してください。")), forms.longest(LONGEST_TEXT)],
        help=_l("一つの要件に一つのことを書きます。「適宜」「十分な」のような、測れない言葉は避けます。"),
    )
    condition = forms.Area(
        _l("確認の条件（目標値）"),
        [forms.longest(LONGEST_TEXT)],
        help=_l(
            "どう測り、どう確かめるか。必須の要件には必ず書きます。例：1,000件の一覧が3秒以内に表示される"
        ),
    )
    layers = forms.Choices(_l("対象の網"), choices=forms.options(LAYER_LABELS.items()))
    method = forms.Area(_l("測定の方法"), [forms.longest(LONGEST_TEXT)])
    remedy = forms.Area(_l("達しなかったときの扱い"), [forms.longest(LONGEST_TEXT)])
    note = forms.Area(_l("備考"), [forms.longest(LONGEST_TEXT)])
    why = forms.Text(WHY, [forms.longest(400)], help=WHY_HELP)


class NewSectionForm(forms.Form):
    """A chapter or section that is not there yet."""

    title = forms.Text(
        _l("章・節の題名"), [forms.required(_l("題名を入力してください。")), forms.longest(80)]
    )
    parent = forms.Choice(_l("どこに加えるか"))


class BackForm(forms.Form):
    """Why a change is taken back; the revision that was looked at."""

    why = forms.Text(WHY, [forms.longest(300)], help=WHY_HELP)
    began_in = forms.Version()

    @contextmanager
    def catching_conflicts(self) -> Iterator[None]:
        """What the text has become meanwhile stands above the form, which can be sent again."""
        try:
            yield
        except Conflict as error:
            self.refuse(error)
