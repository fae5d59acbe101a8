"""What a person may type about a question."""

from __future__ import annotations

from wtforms import HiddenField

from govtech.core.forms import Area, Form, Version, longest, required
from govtech.core.words import lazy as _l
from govtech.questions.models import Question

QUESTION_LIMIT = 2000
ANSWER_LIMIT = 4000


class AskForm(Form):
    """A question; `seen` is set once the asker was shown what was asked before."""

    text = Area(
        _l("質問"),
        [required(_l("質問を入力してください。")), longest(QUESTION_LIMIT)],
        help=_l(
            "1つの質問に1つのことを書いてください。団体名や製品名を書かないと、早く公開できます。"
            "例：添付書類の画像は、LGWAN側とインターネット側のどちらで確認する想定ですか。"
        ),
    )
    seen = HiddenField()


class AnswerForm(Form):
    """The question as everybody will read it, and the answer."""

    wording = Area(
        _l("公開する質問文"),
        [required(_l("公開する質問文を入力してください。")), longest(QUESTION_LIMIT)],
        help=_l(
            "質問した団体が分かる言葉を除いてください。元の質問文は、質問した団体と自団体だけが読めます。"
        ),
    )
    answer = Area(
        _l("回答"),
        [required(_l("回答を入力してください。")), longest(ANSWER_LIMIT)],
        help=_l("例：どちらの構成でも提案できます。職員の端末からはLGWANだけで確認できることが条件です。"),
    )
    version = Version()


class VersionForm(Form):
    """A button pressed on what was read."""

    version = Version()


def filled(question: Question) -> dict[str, object]:
    """What the answer's form starts from: the question's own words until somebody has changed them."""
    return {
        "wording": question.wording or question.text,
        "answer": question.answer,
        "version": question.version,
    }
