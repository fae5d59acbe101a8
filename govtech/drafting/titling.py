"""What a joint specification is called: its title and summary, changed by its lead until the text is fixed."""

from __future__ import annotations

import zlib
from typing import Final

from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.text import clean
from govtech.core.words import gettext as _
from govtech.drafting.models import Specification
from govtech.drafting.revising import hold

LONGEST_TITLE: Final = 80
LONGEST_SUMMARY: Final = 400
_EDITIONS: Final = 10**9
"""Nine digits: what the version of a page may have."""


def stated(specification: Specification) -> dict[str, str]:
    """Title and summary as they are."""
    return {"title": specification.title, "summary": specification.summary}


def edition(specification: Specification) -> int:
    """A number that stands for title and summary as they are: other changes of the text leave it alone."""
    return zlib.crc32(f"{specification.title}\n{specification.summary}".encode()) % _EDITIONS


def entitle(actor: Actor, specification: Specification, title: str, summary: str, seen: int) -> bool:
    """Give a draft another title and summary; whether anything changed. `seen` is the edition that was looked at.

    Invalid without a title or beyond the longest; Conflict once the text is fixed, and when somebody else changed
    one of the two meanwhile.
    """
    authorise(actor, "specification:lead", specification)
    hold(specification)
    title, summary = clean(title).strip(), clean(summary).strip()
    if not title:
        raise Invalid(_("件名を入力してください。"), field="title")
    for name, text, most in (("title", title, LONGEST_TITLE), ("summary", summary, LONGEST_SUMMARY)):
        if len(text) > most:
            raise Invalid(
                _("%(limit)s文字以内で入力してください（現在%(n)s文字）。", limit=most, n=len(text)),
                field=name,
            )
    if seen != edition(specification):
        raise Conflict
    changes = compared(stated(specification), {"title": title, "summary": summary})
    if not changes:
        return False
    specification.title, specification.summary = title, summary
    record(actor, "specification.entitled", specification, changes, confidential=True)
    return True
