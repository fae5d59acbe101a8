"""What a standard specification template is: sections, requirement items, parameters, as frozen facts."""

from __future__ import annotations

import enum
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import NamedTuple

from govtech.core.words import Text, lazy

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
VERSION = re.compile(r"(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})(?:\.(0|[1-9]\d{0,3}))?")


class Kind(enum.StrEnum):
    """What a requirement item is about: the work itself, or one of the six non-functional categories."""

    FUNCTIONAL = "functional"
    AVAILABILITY = "availability"
    PERFORMANCE = "performance"
    OPERATION = "operation"
    MIGRATION = "migration"
    SECURITY = "security"
    ENVIRONMENT = "environment"


class Level(enum.StrEnum):
    """How binding a requirement item is."""

    MANDATORY = "mandatory"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


class Layer(enum.StrEnum):
    """The three separated networks of a municipality."""

    LGWAN = "lgwan"
    MY_NUMBER = "my_number"
    INTERNET = "internet"


class ParameterType(enum.StrEnum):
    """What a municipality may fill in."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"


KIND_LABELS: dict[Kind, Text] = {
    Kind.FUNCTIONAL: lazy("機能"),
    Kind.AVAILABILITY: lazy("可用性"),
    Kind.PERFORMANCE: lazy("性能・拡張性"),
    Kind.OPERATION: lazy("運用・保守性"),
    Kind.MIGRATION: lazy("移行性"),
    Kind.SECURITY: lazy("セキュリティ"),
    Kind.ENVIRONMENT: lazy("システム環境"),
}
LEVEL_LABELS: dict[Level, Text] = {
    Level.MANDATORY: lazy("必須"),
    Level.RECOMMENDED: lazy("推奨"),
    Level.OPTIONAL: lazy("任意"),
}
LAYER_LABELS: dict[Layer, Text] = {
    Layer.LGWAN: lazy("LGWAN接続系"),
    Layer.MY_NUMBER: lazy("マイナンバー利用事務系"),
    Layer.INTERNET: lazy("インターネット接続系"),
}
KIND_WORDS: dict[Kind, str] = {
    Kind.FUNCTIONAL: "機能",
    Kind.AVAILABILITY: "可用性",
    Kind.PERFORMANCE: "性能・拡張性",
    Kind.OPERATION: "運用・保守性",
    Kind.MIGRATION: "移行性",
    Kind.SECURITY: "セキュリティ",
    Kind.ENVIRONMENT: "システム環境",
}
"""The words inside a specification, which stays Japanese whoever reads it."""
LEVEL_WORDS: dict[Level, str] = {Level.MANDATORY: "必須", Level.RECOMMENDED: "推奨", Level.OPTIONAL: "任意"}
LAYER_WORDS: dict[Layer, str] = {
    Layer.LGWAN: "LGWAN接続系",
    Layer.MY_NUMBER: "マイナンバー利用事務系",
    Layer.INTERNET: "インターネット接続系",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement: `condition` is how it is measured or accepted.

    A service level also has `method` (how the condition is measured) and `remedy` (what a shortfall
    leads to); a security requirement names the network `layers` it holds for.
    """

    id: str
    kind: Kind
    level: Level
    text: str
    condition: str
    note: str = ""
    method: str = ""
    remedy: str = ""
    layers: tuple[Layer, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the item, for placeholders and search."""
        return (self.text, self.condition, self.note, self.method, self.remedy)


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter, or a section of one: Markdown body, then items, then sections inside it."""

    id: str
    title: str
    body: str = ""
    items: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = ()

    def all_items(self) -> Iterator[Item]:
        """Items of the section and of those inside it, in order."""
        yield from self.items
        for section in self.sections:
            yield from section.all_items()

    def walk(self) -> Iterator[Section]:
        """The section and those inside it, in order."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a municipality fills once and the text uses as `{{name}}`."""

    name: str
    label: str
    type: ParameterType
    unit: str = ""
    default: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from."""

    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a finding of the check is right to stay: its kind and place, the words it quotes, who said so, when."""

    kind: str
    place: str
    field: str
    word: str
    excerpt: str
    why: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a standard specification template, complete in itself.

    `explanations` speak about the text and are no part of its content.
    """

    slug: str
    version: str
    title: str
    kana: str
    summary: str
    initiatives: tuple[int, ...]
    updated: date
    sources: tuple[Source, ...]
    parameters: tuple[Parameter, ...]
    sections: tuple[Section, ...]
    explanations: tuple[Explanation, ...] = ()

    def walk(self) -> Iterator[Section]:
        """Every section at every depth, in order."""
        for section in self.sections:
            yield from section.walk()

    @property
    def items(self) -> list[Item]:
        """Every requirement item, in order."""
        return [item for section in self.sections for item in section.all_items()]

    @property
    def content_hash(self) -> str:
        """SHA-256 over everything but the version: the same content has the same hash."""
        content = asdict(self)
        del content["version"], content["explanations"]
        canonical = json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    def texts(self) -> Iterator[str]:
        """Every text that may hold placeholders."""
        for section in self.walk():
            yield section.body
            for item in section.items:
                yield from item.texts


def version_rank(version: str) -> int:
    """A version as one number that sorts as people count: 1.10 after 1.9."""
    major, minor, patch = (int(part) for part in [*version.split("."), "0"][:3])
    return (major * 10_000 + minor) * 10_000 + patch


class Problem(NamedTuple):
    """What is wrong with a template folder: the file, the place inside it, what to do."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.file, self.place) if part) + f": {self.message}"


class TemplateError(Exception):
    """A folder that is not a template; `problems` lists everything found wrong in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
