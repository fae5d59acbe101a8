"""Look for whoever wrote in private in what is about to be read by everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from govtech.core.text import nfkc

LEGAL_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|"
    r"特定非営利活動法人|npo法人|社会福祉法人|学校法人|\(株\)|\(有\)|\(同\)"
)
SHORTEST_NAME = 3
SHORTEST_CORE = 4


def recognised(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names (organisations, people) that a text contains, whatever their width, case and spaces."""
    plain = _plain(text)
    return [name for name in dict.fromkeys(names) if any(form in plain for form in _forms(name))]


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", nfkc(text))


def _forms(name: str) -> list[str]:
    """The whole name, and the name without 株式会社 and the like when enough of it is left to be a name."""
    whole = _plain(name)
    core = LEGAL_FORMS.sub("", whole)
    forms = [whole] if len(whole) >= SHORTEST_NAME else []
    return [*forms, core] if len(core) >= SHORTEST_CORE and core != whole else forms
