"""What municipalities are told about a joint specification's text."""

from __future__ import annotations

from collections.abc import Sequence

from govtech.accounts.queries import emails_of
from govtech.core.journal import Notice
from govtech.core.words import gettext as _
from govtech.drafting.models import Specification
from govtech.notices.models import Kind
from govtech.notices.telling import tell


def invited(specification: Specification, codes: Sequence[str]) -> list[Notice]:
    """To municipalities that the lead lets take part: they can read and write from now on."""
    return tell(
        emails_of(codes) if codes else (),
        Kind.INVITATION,
        f"/specifications/{specification.id}",
        lambda: (
            _("【共同仕様書への参加】%(title)s", title=specification.title),
            _(
                "%(lead)sが、貴団体を共同仕様書の参加市町村に加えました。本文を読んで書き、要件ごとに立場を示せます。",
                lead=specification.organisation.name,
            ),
        ),
    )
