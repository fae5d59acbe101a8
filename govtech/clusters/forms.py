"""What people may type about joinings, clusters and invitations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from govtech.clusters.content import SUPPORT_LABELS, ClusterData, SupportData
from govtech.core.checks import longest, required
from govtech.core.forms import Area, Choice, Choices, Form, Number, Text, Version, Yen, options
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.needs.models import Need

LARGEST_POPULATION = 20_000_000
LARGEST_VOLUME = 10**12


class SupportForm(Form):
    """うちの町も, in one short form; everything may stay open."""

    population = Number(
        SUPPORT_LABELS["population"],
        highest=LARGEST_POPULATION,
        unit=_l("人"),
        help=_l("市町村の人口を入れてあります。対象が一部の人のときは直してください。"),
    )
    volume = Number(
        SUPPORT_LABELS["volume"], highest=LARGEST_VOLUME, help=_l("おおよそで構いません。例：3,200")
    )
    volume_unit = Text(SUPPORT_LABELS["volume_unit"], [longest(40)], help=_l("例：件／年"))
    budget_min = Yen(SUPPORT_LABELS["budget_min"], help=_l("税込。例：2,000,000"))
    budget_max = Yen(SUPPORT_LABELS["budget_max"], help=_l("税込。例：4,000,000"))
    fiscal_year = Number(
        SUPPORT_LABELS["fiscal_year"], lowest=2000, highest=2100, help=_l("西暦で入力します。例：2027")
    )
    note = Area(
        SUPPORT_LABELS["note"],
        [longest(1000)],
        help=_l("市町村と事務局の人だけが読めます。例：来年度の予算要求に間に合わせたい"),
        render_kw={"rows": 3},
    )
    contact = Text(
        SUPPORT_LABELS["contact"],
        [longest(200)],
        help=_l("市町村と事務局の人だけが読めます。例：デジタル推進課 06-0000-0000"),
    )

    def count_in(self, need: Need) -> None:
        """Count in the need's own unit, which is then not asked for."""
        if need.volume_unit:
            self.volume.unit = need.volume_unit
            del self.volume_unit

    def statement(self) -> SupportData:
        """What was typed."""
        return self.hand_over(SupportData)


class AnswerForm(SupportForm):
    """Joining by invitation: first which of the cluster's needs is one's own too."""

    need_id = Choice(
        _l("いちばん近いニーズ"), [required(_l("いちばん近いニーズを選んでください。"))], radio=True
    )

    def offer(self, needs: Iterable[Any]) -> None:
        """Rows of id, title, organisation to choose from."""
        self.need_id.choices = [(row.id, f"{row.title}（{row.organisation}）") for row in needs]


class DeclineForm(Form):
    """A no, for this time."""

    reason = Area(
        _l("理由"),
        [longest(1000)],
        help=_l("事務局と市町村の人だけが読めます。例：令和10年度まで今の契約が続くため"),
        render_kw={"rows": 3},
    )


class ClusterForm(Form):
    """A cluster's name and needs."""

    title = Text(
        _l("共同化候補の名前"),
        [required(_l("名前を入力してください。")), longest(120)],
        help=_l("例：公共施設の予約"),
    )
    needs = Choices(_l("入れるニーズ"), [required(_l("ニーズを1件以上選んでください。"))])
    version = Version()

    def offer(self, needs: Iterable[Any], suggested: Sequence[str]) -> None:
        """Rows of id, title, organisation to choose from; newcomers are marked."""
        mark = _("［新しく似ています］")
        self.needs.choices = [
            (row.id, f"{mark if row.id in suggested else ''}{row.title}（{row.organisation}）")
            for row in needs
        ]

    def statement(self) -> ClusterData:
        """What was typed."""
        return self.hand_over(ClusterData)


class DismissForm(Form):
    """Why a cluster is let go."""

    reason = Area(
        _l("見送る理由"),
        [required(_l("見送る理由を入力してください。")), longest(2000)],
        help=_l("例：求めるしくみが違い、ひとつの仕様にまとまらないため"),
        render_kw={"rows": 4},
    )


class InviteForm(Form):
    """Who is asked, and with what words."""

    municipalities = Choices(_l("招待する市町村"), [required(_l("市町村を1つ以上選んでください。"))])
    message = Area(
        _l("添えることば"),
        [longest(1000)],
        help=_l("例：令和9年度の共同調達を目指しています。12月末までにお答えください。"),
        render_kw={"rows": 3},
    )

    def offer(self, rows: Iterable[tuple[str, str]]) -> None:
        """(code, words) to choose from."""
        self.municipalities.choices = options(rows)
