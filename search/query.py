"""The query language: words, "phrases", -exclusions and field:value filters, read without ever failing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from search import analysis
from search.folding import fold, match_form
from search.notes import Note, note

LIMIT: Final = 1_000
"""Characters of a query that are looked at."""
SENTENCE: Final = 3
"""Kana of function words, and question marks, from which on a query is taken for a sentence."""
_SHOWN_FIELDS: Final = "種別、市町村、団体、initiative"
FIELDS: Final = {
    "種別": "k",
    "kind": "k",
    "市町村": "m",
    "municipality": "m",
    "団体": "o",
    "organisation": "o",
    "organization": "o",
    "施策": "i",
    "initiative": "i",
}
KIND_NAMES: Final = {
    "事例": "case",
    "ニーズ": "need",
    "課題": "need",
    "ソリューション": "solution",
    "製品": "solution",
    "補助金": "subsidy",
    "質問": "question",
    "質問と回答": "question",
    "実証実験": "trial",
    "実証": "trial",
    "共同化候補": "cluster",
    "共同調達": "procurement",
    "調達": "procurement",
    "ひな形": "template",
    "標準仕様書ひな形": "template",
    "雛形": "template",
    "仕様書": "template",
    "共同仕様書": "specification",
    "意見募集": "sounding",
    "案への意見募集": "sounding",
    "団体": "organisation",
    "組織": "organisation",
    "企業": "organisation",
    "無償サービス": "free_service",
    "サービス": "free_service",
}
_NAME_OF: Final = {kind: name for name, kind in reversed(KIND_NAMES.items())}
_SHOWN_KINDS: Final = "、".join(reversed(_NAME_OF.values()))
_QUOTES: Final = '"“”„‟「」『』'
_OPENING: Final = {'"': '"', "“": "”", "„": "”", "‟": "”"}
_FUNCTION: Final = re.compile("[ぁ-ん?]")
_MINUS: Final = "-−－"
_LANGUAGE_FIELD: Final = re.compile(r"([^\s:\"“”-][^\s:\"“”]{0,29}):(\"[^\"]*\"?|\S*)")


@dataclass(frozen=True)
class Clause:
    """One thing asked for: words in order (a phrase when `exact`), with their text as it was typed."""

    text: str
    terms: tuple[str, ...]
    exact: bool = False


@dataclass(frozen=True)
class Parsed:
    """A query taken apart.

    `filters` and `excluded_filters` map a kind of filter (k, m, o, i) to the values asked for, already in
    match form; `notes` say what could not be understood.
    """

    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    excluded_filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    text: str = ""
    is_sentence: bool = False
    """Whether it was asked in a sentence, of which nobody expects every word to be found."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms looked for, each once, in order."""
        return tuple(dict.fromkeys(term for clause in self.clauses for term in clause.terms))


class _Reader:
    """Collects the parts of one query."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.excluded: list[Clause] = []
        self.filters: dict[bool, dict[str, list[str]]] = {False: {}, True: {}}
        self.notes: list[Note] = []
        self.between = 0

    def take(self, text: str) -> None:
        """Reads the whole query, left to right."""
        place = 0
        while place < len(text):
            if text[place].isspace():
                place += 1
                continue
            minus = text[place] in _MINUS and place + 1 < len(text) and not text[place + 1].isspace()
            place += minus
            place = self._take_part(text, place, minus=minus)

    def _take_part(self, text: str, place: int, *, minus: bool) -> int:
        closing = _OPENING.get(text[place])
        if closing:
            return self._take_phrase(text, place, closing, minus=minus)
        found = _LANGUAGE_FIELD.match(text, place)
        if found and self._take_filter(found[1], found[2].strip('"'), minus=minus):
            return found.end()
        end = place + 1
        while end < len(text) and not text[end].isspace() and text[end] not in _OPENING:
            end += 1
        self._add(text[place:end], minus=minus, exact=False)
        return end

    def _take_phrase(self, text: str, place: int, closing: str, *, minus: bool) -> int:
        ends = [end for end in (text.find(closing, place + 1), text.find('"', place + 1)) if end > 0]
        end = min(ends, default=len(text))
        if not ends:
            self.notes.append(note("open_quote"))
        self._add(text[place + 1 : end], minus=minus, exact=True)
        return end + 1

    def _take_filter(self, name: str, value: str, *, minus: bool) -> bool:
        known = FIELDS.get(match_form(name))
        if known is None:
            if value.startswith("//") or not name.isalpha():
                return False
            self.notes.append(note("unknown_field", name=name, known=_SHOWN_FIELDS))
            return False
        if not value:
            self.notes.append(note("empty_field", name=name))
            return True
        value = self._filter_value(known, value)
        if value:
            self.filters[minus].setdefault(known, []).append(value)
        return True

    def _filter_value(self, known: str, value: str) -> str:
        if known == "k":
            return self._kind(value)
        if known == "i":
            number = match_form(value)
            if not (number.isascii() and number.isdigit()):
                self.notes.append(note("bad_initiative", value=value))
                return ""
            return str(int(number[:9]))
        return match_form(value)

    def _kind(self, value: str) -> str:
        """The kind of a name in either language; an unknown one is said, and narrows nothing."""
        name = match_form(value)
        if name not in KIND_NAMES and name not in KIND_NAMES.values():
            self.notes.append(note("unknown_kind", value=value[:30], known=_SHOWN_KINDS))
            return ""
        return KIND_NAMES.get(name, name)

    def _add(self, text: str, *, minus: bool, exact: bool) -> None:
        tokens = analysis.query_tokens(text)
        found = tuple(token.term for token in tokens)
        if found:
            self.between += 0 if exact else _between(text, tokens)
            (self.excluded if minus else self.clauses).append(Clause(text, found, exact))


def parse(text: str) -> Parsed:
    """Takes a query apart; whatever was typed, the answer is a query and remarks on it."""
    notes: list[Note] = []
    if len(text) > LIMIT:
        text = text[:LIMIT]
        notes.append(note("too_long", limit=LIMIT))
    reader = _Reader()
    reader.take(fold(text).text)
    filters = {name: tuple(values) for name, values in reader.filters[False].items()}
    excluded_filters = {name: tuple(values) for name, values in reader.filters[True].items()}
    notes += reader.notes
    if not reader.clauses and (reader.excluded or excluded_filters) and not filters:
        notes.append(note("only_minus"))
    elif text.strip() and not (reader.clauses or filters or reader.excluded or notes):
        notes.append(note("no_words"))
    return Parsed(
        clauses=tuple(reader.clauses),
        excluded=tuple(reader.excluded),
        filters=filters,
        excluded_filters=excluded_filters,
        notes=tuple(notes),
        text=text.strip(),
        is_sentence=reader.between >= SENTENCE,
    )


def _between(text: str, tokens: Sequence[analysis.Token]) -> int:
    """How many hiragana and question marks of a text belong to no content word."""
    rest, place = [], 0
    for token in tokens:
        rest.append(text[place : token.start])
        place = token.end
    rest.append(text[place:])
    return len(_FUNCTION.findall("".join(rest)))
