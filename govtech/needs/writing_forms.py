"""The form of one step in which a need is written."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from govtech.core.db import new_id
from govtech.needs.content import NeedData
from govtech.needs.forms import NeedForm
from govtech.needs.writing import WritingStep


class StepForm(NeedForm):
    """The fields of one step; `version` is the step's mark, `page` the page on which it is written."""

    version = HiddenField()  # type: ignore[assignment]  # a mark of the step, not a number
    page = HiddenField()

    @classmethod
    def of(cls, step: WritingStep, data: NeedData, mark: str, names: dict[int, str]) -> StepForm:
        """The form of a step of a need as it is stated now; `names` are the initiatives to choose from."""
        form = cls(data={**vars(data), "version": mark, "page": new_id()})
        form.initiatives.choices = [(str(key), name) for key, name in names.items()]
        for name in [*NeedData.__dataclass_fields__, "reason"]:
            if name not in step.fields:
                del form[name]
        return form

    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        values = {
            name: tuple(field.data) if isinstance(field.data, list) else field.data
            for name, field in self._fields.items()
            if name in NeedData.__dataclass_fields__
        }
        if "respondents" in values:
            values["respondents"] = values["respondents"] or "both"
        return values
