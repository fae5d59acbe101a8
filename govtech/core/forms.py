"""What a person may type: a form hands over a frozen dataclass, and takes back what the services refuse."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError

from govtech.core.checks import longest, required, valid, within_two_years
from govtech.core.db import session
from govtech.core.errors import CONSTRAINTS, Conflict, DomainError, Invalid, broken_constraint
from govtech.core.fields import (
    Area,
    Check,
    Choice,
    Choices,
    Day,
    Markdown,
    Moment,
    Number,
    Secret,
    Text,
    Upload,
    Uploads,
    Version,
    Yen,
)
from govtech.core.words import Text as Words

Data = TypeVar("Data")


class Form(FlaskForm):  # type: ignore[misc]
    """A form that hands over a frozen dataclass, and takes what the services refuse beside its fields."""

    form_errors: list[str]
    clashes: list[tuple[Any, Any, Any]]
    """Label, what is saved now and what was typed, where somebody else was faster; see components/stale.html."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_errors = list(self.form_errors or ())
        self.clashes = []

    def hand_over(self, kind: type[Data], **more: Any) -> Data:
        """An instance of the dataclass from the fields of the same names; lists become tuples."""
        values = dict(more)
        for item in dataclasses.fields(kind):  # type: ignore[arg-type]
            if item.name not in values and item.name in self._fields:
                data = self._fields[item.name].data
                values[item.name] = tuple(data) if isinstance(data, list) else data
        return kind(**values)

    def refuse(self, error: DomainError) -> None:
        """Put what a service refused beside the fields it names, the rest above the form."""
        named = error.errors if isinstance(error, Invalid) else {}
        for name, messages in named.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, *messages]
            else:
                self.form_errors.extend(messages)
        if not named:
            self.form_errors.append(error.message)

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Take an Invalid raised inside the block as this form's errors; the view then shows the form again.

        So does a constraint of the database that we have words for (somebody registered the same number before).
        """
        try:
            yield
        except Invalid as error:
            self.refuse(error)
        except IntegrityError as error:
            name = broken_constraint(str(error))
            if name is None:
                raise
            session.rollback()
            column = next(
                (field for field in self._fields if name.endswith((f"_{field}", f".{field}"))), None
            )
            self.refuse(Invalid(CONSTRAINTS[name], field=column))

    def keep_typed(
        self,
        error: Conflict,
        version: int | None,
        saved: Mapping[str, Any],
        typed: Mapping[str, Any] | None = None,
    ) -> int:
        """The status of the page that answers a save that came too late: what was typed stays in its fields.

        What is saved now as `version` stands beside it where the two differ. Both are words by field name; without
        `typed` the fields speak for themselves. Where nothing differs, the refusal is all there is to say.
        """
        if self.version.data != version:
            mine = typed or {name: self[name].data for name in saved if name in self and name != "version"}
            self.clashes = [
                (self[name].label.text, saved[name], mine[name])
                for name in mine
                if (saved[name] or None) != (mine[name] or None)
            ]
            self.version.data = version
        if not self.clashes:
            self.refuse(error)
        return error.status

    @property
    def all_errors(self) -> list[tuple[str | None, str]]:
        """(field id or None, message) for the summary at the top."""
        rows: list[tuple[str | None, str]] = [(None, str(message)) for message in self.form_errors]
        for field in self._fields.values():
            target = (
                f"{field.id}-0" if isinstance(field, Choices) or getattr(field, "radio", False) else field.id
            )
            rows.extend((target, str(message)) for message in field.errors if message)
        return rows


def options(labels: Iterable[tuple[Any, Words]], *, empty: Words | None = None) -> list[tuple[str, Words]]:
    """Choices from (value, words) pairs, with an empty one first when it may be left open."""
    rows = [(str(value), words) for value, words in labels]
    return [("", empty), *rows] if empty is not None else rows


__all__ = [
    "Area",
    "Check",
    "Choice",
    "Choices",
    "Day",
    "Form",
    "Markdown",
    "Moment",
    "Number",
    "Secret",
    "Text",
    "Upload",
    "Uploads",
    "Version",
    "Yen",
    "longest",
    "options",
    "required",
    "valid",
    "within_two_years",
]
