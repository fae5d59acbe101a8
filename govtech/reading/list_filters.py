"""The filters of the list of joint specifications as links with what each would show."""

from __future__ import annotations

from govtech.core.filters import Groups, choices
from govtech.core.words import gettext as _
from govtech.drafting.models import STATUS_LABELS
from govtech.knowledge.reference_queries import initiative_names
from govtech.reading.listing import Counts, Filters
from govtech.specifications import queries as templates

PAGE = "specifications.index"


def groups(filters: Filters, counts: Counts) -> Groups:
    """State, own ones, initiative and template; what would show nothing is left out."""
    asked = filters.asked
    names = {str(number): name for number, name in initiative_names().items()}
    titles = {row.slug: row.title for row in templates.listing()} if counts.templates else {}
    made = [
        (_("状態"), choices(PAGE, asked, "state", STATUS_LABELS, counts.states)),
        (_("自団体"), choices(PAGE, asked, "own", {"1": _("自団体が参加する仕様書")}, {"1": counts.own})),
        (_("もとにしたひな形"), choices(PAGE, asked, "template", titles, counts.templates)),
        (_("関係する取組"), choices(PAGE, asked, "initiative", names, counts.initiatives)),
    ]
    return [(title, options) for title, options in made if options]
