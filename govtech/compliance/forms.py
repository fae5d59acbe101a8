"""What a person may type about a call and about answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govtech.compliance.content import Answer, Answers, Field, Requirement
from govtech.compliance.models import Named
from govtech.compliance.opened import KINDS, LARGEST
from govtech.compliance.troubles import OF_FIELD, WORDS
from govtech.compliance.understanding import read_answer
from govtech.core import forms
from govtech.core.identifiers import corporate_number
from govtech.core.words import lazy as _l


class CallForm(forms.Form):
    """Until when companies are asked, and what they should know."""

    closes_at = forms.Moment(
        _l("回答の締切"),
        [forms.required(_l("締切を入力してください。")), forms.within_two_years],
        help=_l("日本時間。企業が社内で確かめる時間も見て、2週間以上先にしてください。"),
    )
    note = forms.Area(
        _l("企業に伝えること"),
        [forms.longest(1000)],
        help=_l("例：回答は予算と要件の見直しに使います。契約の相手を決めるものではありません。"),
    )


class OwnForm(forms.Form):
    """With what a company that is known here answers, and whom to ask."""

    contact = forms.Text(
        _l("担当者と連絡先"), [forms.longest(200)], help=_l("例：営業部 山田、電話 06-0000-0000")
    )
    solution = forms.Text(_l("製品・サービスの名前"), [forms.longest(120)], help=_l("この回答で提案するもの"))

    def named(self) -> Named:
        """What was typed."""
        return Named(contact=self.contact.data or "", solution=self.solution.data or "")


class NamedForm(OwnForm):
    """Who answers, when somebody else records it."""

    company = forms.Text(
        _l("企業・団体の名前"), [forms.required(_l("名前を入力してください。")), forms.longest(120)]
    )
    corporate_number = forms.Text(
        _l("法人番号"),
        [forms.valid(corporate_number)],
        help=_l("13桁の数字。ない団体は空欄にします。"),
    )

    def named(self) -> Named:
        """What was typed."""
        given = super().named()
        return given._replace(
            company=self.company.data or "", corporate_number=self.corporate_number.data or ""
        )


class FileForm(forms.Form):
    """A filled workbook."""

    file = forms.Upload(
        _l("回答を書き込んだExcelファイル"),
        [forms.required(_l("ファイルを選んでください。"))],
        help=_l(
            "この画面でダウンロードした.xlsxファイル。読めないところがあっても、ほかの回答は取り込みます。"
        ),
        largest=LARGEST,
        render_kw={"accept": ",".join(KINDS)},
    )
    of_others = forms.Check(_l("ほかの企業の回答書の内容を取り込む"))


class AnswersForm(forms.Form):
    """The answers of one section; its fields are as many as its items, so they are read by `typed`."""


def typed(
    asked: Iterable[Requirement], given: Mapping[str, str]
) -> tuple[dict[str, Answer], dict[str, list[str]]]:
    """Answers from a form's fields (mark-KEY, remark-KEY, way-KEY, cost-KEY), and messages by field name."""
    answers: dict[str, Answer] = {}
    errors: dict[str, list[str]] = {}
    for one in asked:
        texts = {field: given.get(f"{field}-{one.key}", "") for field in Field}
        answers[one.key], wrong, _otherwise = read_answer(texts, one.fingerprint)
        errors |= {f"{field}-{one.key}": [str(WORDS[OF_FIELD[field]])] for field in wrong}
    return answers, errors


def fields(answers: Answers, asked: Iterable[Requirement]) -> dict[str, str]:
    """The answers as a form's fields."""
    nothing = Answer()
    found: dict[str, str] = {}
    for one in asked:
        answer = answers.get(one.key, nothing)
        cost = "" if answer.cost is None else str(answer.cost)
        values = (answer.sign, answer.remark, answer.way, cost)
        found |= {f"{field}-{one.key}": value for field, value in zip(Field, values, strict=True)}
    return found
