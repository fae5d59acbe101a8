"""What somebody meant to fill in later: circles, crosses, TBD, 要検討, and what a word processor left of a reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govtech.quality.wording import folded

_MARKS = re.compile(
    r"(?<![〇一二三四五六七八九十])(?:〇{2,}|○{2,}|◯{2,}|●{2,}|△{2,}|□{2,}|■{2,}|×{2,}|✕{2,}|＿{3,}|\?{2,}|…{3,})"
    r"|(?<![A-Za-z0-9])(?:X{2,}|TBD|TBC|T\.B\.D\.)(?![A-Za-z0-9])"
    r"|エラー!\s*(?:参照元|ブックマーク|リンク)が?"
    r"|#(?:REF|N/A|VALUE|NAME)[!?]?"
)
"""Never part of what is asked for, not even in quotes."""
_DAY = re.compile(r"^(?!\s*\|).*?((?:令和|平成)?[ \t　]+年[ \t　]*月[ \t　]*日)", re.MULTILINE)
"""A day with no numbers, but in tables, which may be forms."""
_LATER = (
    r"(?:要検討|要確認|要調整|要協議|要記入|要追記|検討中|調整中|確認中|作成中|未定|未記入|未記載|後日記載|後日記入|後日追記"
    r"|追記予定|記載予定|記入予定|別途記載|ここに記入|ここに記載|仮置き)"
)
_WORDS = re.compile(
    rf"(?:(?<=[はがも、:])|(?<![^\n|(\[【:。※*]))\s*{_LATER}(?=\s*(?:$|[\n|)\]】。]|である|です|とする|のため|につき))"
    r"|要検討"
)
"""As a statement about the text itself, not as the name of a state that a system shows."""
_QUOTED = re.compile(r"「[^」\n]{1,80}」")
_BLANK = re.compile(r"【[\s　]*】|\([\s　]{2,}\)|_{3,}")
"""An empty place in a requirement; in a chapter it is a form."""


def pending(text: str, *, form: bool = False) -> Iterator[tuple[str, int]]:
    """What is left to fill in, and where; `form`: the text may hold forms, whose empty places are meant."""
    plain = folded(text)
    unquoted = _QUOTED.sub(lambda match: "\0" * len(match.group()), plain)
    for pattern, where in ((_MARKS, plain), (_WORDS, unquoted), *(() if form else ((_BLANK, plain),))):
        for match in pattern.finditer(where):
            yield match.group().strip(), match.start()
    for match in _DAY.finditer(plain):
        yield match[1].strip(), match.start(1)
