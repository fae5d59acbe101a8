"""Reading the files of a template folder: nothing outside it, nothing oversized, every mistake with its place."""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from govtech.core.text import clean
from govtech.core.words import gettext as _
from govtech.specifications.template_format import Problem

Choice = TypeVar("Choice", bound=enum.StrEnum)
SHARED = "_shared"
LARGEST_FILE = 200_000
LONGEST_BODY = 50_000
MOST_ENTRIES = 500


@dataclass
class Folder:
    """A template's folder; `problems` gathers what is wrong, so that one reading reports everything."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    def problem(self, file: str, place: str, message: str) -> None:
        """Note something wrong."""
        self.problems.append(Problem(file, place, message))

    def toml(self, name: str) -> Table:
        """A TOML file as a table; an empty one when it cannot be read."""
        text = self.text(name, ".toml", LARGEST_FILE)
        try:
            data = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.problem(
                name, "", _("TOMLとして読めません（%(reason)s）。書き方を直してください。", reason=error)
            )
            data = {}
        return Table(self, name, "", data)

    def markdown(self, name: str) -> str:
        """A Markdown file's text; headings start at ##, the title comes from the TOML file."""
        text = self.text(name, ".md", LARGEST_FILE).strip()
        if len(text) > LONGEST_BODY:
            self.problem(name, "", _("本文が%(n)s文字を超えています。章を分けてください。", n=LONGEST_BODY))
            return ""
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith(("# ", "#### ")):
                self.problem(name, _("%(n)s行目", n=number), _("見出しは ## か ### で書いてください。"))
        return text

    def text(self, name: str, suffix: str, largest: int) -> str:
        """The text of one file inside the folder or the shared one; "" with a problem noted otherwise."""
        path = self._inside(name)
        if path is None or path.suffix != suffix:
            self.problem(
                name,
                "",
                _(
                    "ひな形のフォルダーか%(shared)sの中の%(suffix)sファイルを指定してください。",
                    shared=SHARED,
                    suffix=suffix,
                ),
            )
            return ""
        try:
            if not path.is_file():
                self.problem(name, "", _("ファイルがありません。名前を確かめてください。"))
                return ""
            if path.stat().st_size > largest:
                self.problem(name, "", _("ファイルが%(n)sバイトを超えています。分けてください。", n=largest))
                return ""
            return clean(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            self.problem(name, "", _("UTF-8の文書として読めません。文字コードを直してください。"))
            return ""

    def _inside(self, name: str) -> Path | None:
        """The file of that name, or None when it would lie outside (.., absolute paths, symbolic links)."""
        if not name or "\\" in name or "\0" in name:
            return None
        base = self.path.parent if name.startswith(f"{SHARED}/") else self.path
        home = (base / SHARED if base is self.path.parent else base).resolve()
        try:
            path = (base / name).resolve()
        except (OSError, RuntimeError):
            return None
        return path if path.is_relative_to(home) else None


@dataclass
class Table:
    """A TOML table with its place, asked key by key; what is missing or wrong is noted in the folder."""

    folder: Folder
    file: str
    place: str
    data: dict[str, Any]
    asked: set[str] = field(default_factory=set)

    def problem(self, key: str, message: str) -> None:
        """Note something wrong at a key."""
        self.folder.problem(self.file, ".".join(part for part in (self.place, key) if part), message)

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self.data

    def take(self, key: str, kind: type | tuple[type, ...], *, required: bool = False) -> Any:
        """The value when it has the kind, None otherwise."""
        self.asked.add(key)
        value = self.data.get(key)
        if value is None:
            if required:
                self.problem(key, _("必ず書いてください。"))
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and bool not in _kinds(kind)):
            self.problem(key, _("値の種類が違います。書き方の説明を見て直してください。"))
            return None
        return value

    def text(self, key: str, longest: int = 200, *, required: bool = True, lines: bool = False) -> str:
        """A text, without spaces at its ends; one line unless `lines`."""
        text = (self.take(key, str, required=required) or "").strip()
        if required and self.has(key) and not text:
            self.problem(key, _("空のままです。必ず書いてください。"))
        if len(text) > longest:
            self.problem(key, _("%(n)s文字までで書いてください。", n=longest))
            return ""
        return text if lines else " ".join(text.split("\n"))

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """A member of an enumeration."""
        word = self.take(key, str, required=default is None)
        fallback = default or next(iter(kind))
        if word is None:
            return fallback
        if word not in {str(member) for member in kind}:
            self.problem(
                key,
                _(
                    "「%(word)s」は使えません。%(known)sから選んでください。",
                    word=word,
                    known="・".join(kind),
                ),
            )
            return fallback
        return kind(word)

    def texts(self, key: str, longest: int = 200) -> tuple[str, ...]:
        """A list of texts."""
        values = self.take(key, list) or []
        if len(values) > MOST_ENTRIES or not all(
            isinstance(value, str) and len(value) <= longest for value in values
        ):
            self.problem(key, _("%(n)s文字までの文字列の並びで書いてください。", n=longest))
            return ()
        return tuple(value.strip() for value in values)

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, at least one."""
        values = self.take(key, list, required=True) or []
        if not values or not all(type(value) is int for value in values):
            self.problem(key, _("整数の並びで、1つ以上書いてください。"))
            return ()
        return tuple(values)

    def day(self, key: str) -> date:
        """A day as TOML writes it: 2026-11-01."""
        value = self.take(key, date, required=True)
        if value is not None and type(value) is not date:
            self.problem(key, _("時刻を付けず、2026-11-01 の形で書いてください。"))
            return date.min
        return value or date.min

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of an array, each with its place ("sections[2]")."""
        values = self.take(key, list) or []
        if len(values) > MOST_ENTRIES:
            self.problem(key, _("%(n)s件までにしてください。", n=MOST_ENTRIES))
            return
        for number, value in enumerate(values, 1):
            place = f"{self.place + '.' if self.place else ''}{key}[{number}]"
            if isinstance(value, dict):
                yield Table(self.folder, self.file, place, value)
            else:
                self.folder.problem(self.file, place, _("[[%(key)s]] の形で書いてください。", key=key))

    def finish(self) -> None:
        """Note the keys nobody asked for: a misspelt key must not be lost in silence."""
        for key in self.data.keys() - self.asked:
            self.problem(key, _("知らない項目です。つづりを確かめるか、消してください。"))


def _kinds(kind: type | tuple[type, ...]) -> tuple[type, ...]:
    return kind if isinstance(kind, tuple) else (kind,)
