"""Japanese text as the words an index keeps: SudachiPy in mode A, normalised forms, content words only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Final, NamedTuple

from sudachipy import Dictionary, MorphemeList, SplitMode, Tokenizer

from search.folding import fold

CHUNK: Final = 8_000
"""Characters analysed at once; Sudachi refuses more than 49,149 bytes."""
_EVERYDAY: Final = frozenset(
    "為る 有る 居る 成る 出来る 因る 言う 此れ 其れ 事 物 為 様 所 此の 其の 無い 良い 下さる 頂く 致す 御座る 於く 就く".split()
)
_FIELDS: Final = {"pos", "normalized_form", "reading_form"}


class Token(NamedTuple):
    """A content word: its term in the index and where it stands in the original text."""

    term: str
    start: int
    end: int


class Word(NamedTuple):
    """A word of a text with its reading in katakana (empty where it has none of its own)."""

    term: str
    surface: str
    reading: str
    content: bool


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")


class _Local(threading.local):
    """A tokenizer for each thread: one may not be used by two threads at once."""

    tokenizer: Tokenizer | None = None


_local = _Local()


def _tokenizer() -> Tokenizer:
    if _local.tokenizer is None:
        _local.tokenizer = _dictionary().tokenizer(mode=SplitMode.A, fields=_FIELDS)
    return _local.tokenizer


@cache
def _content(pos_id: int) -> bool:
    """Whether words of this part of speech say what a text is about."""
    major, minor, detail = _dictionary().pos_of(pos_id)[:3]
    if major == "名詞":
        return minor != "助動詞語幹"
    if major == "接尾辞":
        return minor == "名詞的"
    if major == "記号":
        return minor == "文字"
    return major in ("動詞", "形容詞", "形状詞", "副詞", "接頭辞") and detail != "助動詞語幹"


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces short enough to analyse, cut after a sentence where there is one."""
    start = 0
    while len(text) - start > CHUNK:
        window = text[start : start + CHUNK]
        cut = max(window.rfind("。"), window.rfind("\n")) + 1
        cut = cut if cut > CHUNK // 4 else CHUNK
        yield start, window[:cut]
        start += cut
    yield start, text[start:]


def _morphemes(text: str) -> Iterator[tuple[int, MorphemeList]]:
    tokenizer = _tokenizer()
    for start, piece in _chunks(text):
        yield start, tokenizer.tokenize(piece)


def terms(text: str) -> list[str]:
    """The terms of a text in order, as an index keeps them."""
    found: list[str] = []
    for _, morphemes in _morphemes(fold(text).text):
        for morpheme in morphemes:
            if _content(morpheme.part_of_speech_id()):
                term = morpheme.normalized_form()
                if term not in _EVERYDAY:
                    found.append(term.casefold())
    return found


def tokens(text: str) -> list[Token]:
    """The terms of a text with their places in it, for marking and for phrases."""
    folded = fold(text)
    found: list[Token] = []
    for offset, morphemes in _morphemes(folded.text):
        for morpheme in morphemes:
            term = morpheme.normalized_form()
            if _content(morpheme.part_of_speech_id()) and term not in _EVERYDAY:
                start, end = folded.original(offset + morpheme.begin(), offset + morpheme.end())
                found.append(Token(term.casefold(), start, end))
    return found


def words(text: str) -> list[Word]:
    """Every word of a text, function words too, with readings."""
    found: list[Word] = []
    for _, morphemes in _morphemes(fold(text).text):
        for morpheme in morphemes:
            term = morpheme.normalized_form()
            content = _content(morpheme.part_of_speech_id()) and term not in _EVERYDAY
            surface = morpheme.surface()
            reading = morpheme.reading_form()
            found.append(Word(term.casefold(), surface, reading, content))
    return found


@lru_cache(maxsize=4096)
def query_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a short text that is asked for again and again."""
    return tuple(tokens(text))


@cache
def stamp() -> str:
    """What decides which terms a text has; an index made with another stamp is made anew."""
    return f"A-1/sudachipy-{version('SudachiPy')}/sudachidict-core-{version('sudachidict-core')}"
