"""A table in a form: rows that are each a small form of their own."""

from __future__ import annotations

from typing import Any

import wtforms

from govtech.core.words import gettext as _


class FormRows(wtforms.FieldList):  # type: ignore[type-arg]
    """The rows of one kind, in order; what is wrong in one is said with its place."""

    def __init__(self, label: Any, kind: type[wtforms.Form], **options: Any) -> None:
        super().__init__(wtforms.FormField(kind), label, **options)

    @property
    def forms(self) -> list[Any]:
        """The rows' forms in order."""
        return [entry.form for entry in self.entries]

    @property
    def messages(self) -> list[tuple[str, str]]:
        """(id, message): the table's own, and those of its rows named by their place."""
        title = str(self.label.text)
        found = [(self.id, str(message)) for message in self.errors if not isinstance(message, dict)]
        found.extend(
            (field.id, _("%(table)sの%(n)s行目：%(message)s", table=title, n=place, message=str(message)))
            for place, form in enumerate(self.forms, start=1)
            for field in form
            for message in field.errors
        )
        return found
