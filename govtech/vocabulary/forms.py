"""The list of synonyms as a form."""

from __future__ import annotations

from govtech.core.forms import Area, Form, Version, longest, required
from govtech.core.words import lazy as _l

LONGEST = 200_000


class SynonymForm(Form):
    """One text: a line for each group of words."""

    text = Area(
        _l("同義語"),
        [required(_l("同義語を入力してください。")), longest(LONGEST)],
        help=_l(
            "1行に1組、「=」で区切ります。例：RPA = 業務自動化。「>」は左の語で探したときだけ右の語も探します。"
        ),
        render_kw={"rows": 24},
    )
    version = Version()
