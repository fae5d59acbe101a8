"""What people choose and type to begin a joint specification."""

from __future__ import annotations

from typing import Any

from govtech.beginnings.beginnings import ENDINGS, File
from govtech.core import forms
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l

WAYS: dict[str, tuple[Text, Text]] = {
    "template": (
        _l("標準仕様書ひな形から"),
        _l("本文、要件、団体が決める値がすべて入った状態から始めます。以前の版も選べます。"),
    ),
    "file": (
        _l("Wordファイルから"),
        _l("手元の仕様書（.docx）やMarkdown（.md）を、章と要件に分けて取り込みます。"),
    ),
    "older": (
        _l("以前の共同仕様書から"),
        _l("確定した仕様書か、自団体が参加する仕様書の本文と値を引き継ぎます。"),
    ),
    "empty": (_l("何もないところから"), _l("件名だけを決め、章を一つずつ書いていきます。")),
}
"""The ways to begin, with what each gives."""


class BeginForm(forms.Form):
    """A new joint specification: what it starts from, what it is called, who takes part."""

    template = forms.Choice(
        _l("標準仕様書ひな形"), help=_l("迷ったときは、最新の版を選んでください。"), optional=True
    )
    document = forms.Upload(
        _l("仕様書のファイル"),
        help=_l(
            "Word（.docx）かMarkdown（.md）、20MBまで。見出しの様式が章と節に、「番号・水準・要件」の表が要件になります。"
        ),
        render_kw={"accept": ",".join(ENDINGS)},
    )
    older = forms.Choice(_l("もとにする共同仕様書"), optional=True)
    title = forms.Text(_l("件名"), [forms.longest(80)], help=_l("例：施設予約システム（北摂5市町）"))
    parties = forms.Choices(
        _l("一緒に作る市町村"),
        help=_l("後から加えることもできます。招いた市町村の担当者は、本文を書けます。"),
    )

    def ask_for(self, way: str) -> None:
        """Mark the field that this way cannot do without as required."""
        self._needed(way)[0].flags.required = True

    def has(self, way: str) -> bool:
        """Whether that field was filled; says so beside it when it was not."""
        field, message = self._needed(way)
        if not field.data:
            field.errors = [*field.errors, message]
        return bool(field.data)

    def _needed(self, way: str) -> tuple[Any, str]:
        needed: dict[str, tuple[Any, str]] = {
            "template": (self.template, _("ひな形を選んでください。")),
            "older": (self.older, _("もとにする共同仕様書を選んでください。")),
            "file": (self.document, _("ファイルを選んでください。")),
            "empty": (self.title, _("件名を入力してください。")),
        }
        return needed[way]

    def file(self) -> File:
        """The chosen file."""
        return File(self.document.data.filename or "", self.document.data.read())
