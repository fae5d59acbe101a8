"""What people type when a fixed specification is offered as a template version, and when the offer is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govtech.core import forms
from govtech.core.words import lazy as _l
from govtech.drafting.content import Plain
from govtech.renewing.offer_content import FATE_LABELS, Fate
from govtech.specifications.template_format import Template

LONGEST = 2_000
_VALUE = "value-"


class OfferForm(forms.Form):
    """Which template is renewed, or what the new one is called; what changed and why."""

    slug = forms.Choice(_l("どのひな形の新しい版にするか"))
    new_slug = forms.Text(
        _l("新しいひな形の識別名"),
        [forms.longest(60)],
        help=_l("新しいひな形にするときだけ、英小文字と数字とハイフンで書きます。例：facility-booking"),
    )
    title = forms.Text(
        _l("ひな形の題名"),
        [forms.required(_l("題名を入力してください。")), forms.longest(80)],
        help=_l("団体の名前を入れません。例：施設予約システム"),
    )
    kana = forms.Text(_l("題名の読み"), [forms.required(_l("読みを入力してください。")), forms.longest(120)])
    summary = forms.Area(
        _l("概要"),
        [forms.required(_l("概要を入力してください。")), forms.longest(400)],
        help=_l("何を調達する仕様書かを、一文か二文で書きます。"),
    )
    initiatives = forms.Choices(_l("取組"))
    changes = forms.Area(
        _l("変えたところ"),
        [forms.required(_l("変えたところを入力してください。")), forms.longest(LONGEST)],
        help=_l("例：障害の通知を30分以内にし、農道の通報を加えた。"),
    )
    reason = forms.Area(
        _l("ほかの団体にも役立つ理由"),
        [forms.required(_l("理由を入力してください。")), forms.longest(LONGEST)],
    )


class DeclineForm(forms.Form):
    """Why an offer does not become a template version."""

    answer = forms.Area(
        _l("見送る理由"), [forms.required(_l("見送る理由を入力してください。")), forms.longest(LONGEST)]
    )


def accept_form(plain: Plain, proposed: Mapping[str, Fate], version: str, current: Template | None) -> Any:
    """A form with the version's number and one choice a value."""
    former = {one.name: one.default for one in current.parameters} if current else {}
    fields: dict[str, Any] = {
        "version": forms.Text(
            _l("新しい版の番号"), [forms.required(_l("番号を入力してください。")), forms.longest(20)]
        )
    }
    for row in plain["parameters"]:
        offered = [fate for fate in Fate if fate is not Fate.FORMER or row["name"] in former]
        words = _l(
            "仕様書の値：%(own)s／今のひな形：%(former)s",
            own=row["value"] or "—",
            former=former.get(row["name"], "—") or "—",
        )
        fields[_VALUE + row["name"]] = forms.Choice(
            row["label"], choices=forms.options((fate, FATE_LABELS[fate]) for fate in offered), help=words
        )
    kind: Any = type("AcceptForm", (forms.Form,), fields)
    chosen = {_VALUE + name: fate for name, fate in proposed.items()}
    return kind(data={"version": version} | chosen)


def own_values(plain: Plain, current: Template | None) -> list[str]:
    """The fields of values that are otherwise than in the template: those that have to be looked at."""
    former = {one.name: one.default for one in current.parameters} if current else {}
    return [_VALUE + row["name"] for row in plain["parameters"] if former.get(row["name"]) != row["value"]]


def fates_of(form: Any, proposed: Mapping[str, Fate]) -> dict[str, Fate]:
    """What was chosen for each value."""
    chosen = {name: form[_VALUE + name].data for name in proposed}
    return {name: Fate(value) if value else proposed[name] for name, value in chosen.items()}
