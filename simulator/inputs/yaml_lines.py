"""YAML files as plain data in which every key and item knows its line.

Only the part of YAML a person writes by hand is accepted: mappings, lists, text, numbers, true/false, null,
read as in YAML 1.2 (core schema), so `no` and `2020-01-01` are text and `1e6` is a number. What makes files
ambiguous or dangerous is refused with file and line: a key given twice, anchors and aliases, tags, several
documents. Built on the event stream of PyYAML in one pass, because its own loader forgets lines and resolves
YAML 1.1. The first part, from a file to its bytes, also serves the tables.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from simulator.errors import ABSENT, Origin, Problems, nearest

Mark = tuple[str | int, ...]  # the way to a value: keys of mappings, positions in lists

LONGEST_FILE = 1_000_000  # bytes
DEEPEST = 20  # levels of mappings and lists
LONGEST_NUMBER = 100  # characters; int() of a very long one is slow and refuses after 4300
MOST_PROBLEMS = 100  # of one file; more are not worth reading, and a broken file can have one on each line
LOADER = getattr(yaml, "CLoader", yaml.Loader)  # of libyaml, ten times faster, where PyYAML was built with it

CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
DECIMAL = re.compile(r"[-+]?[0-9]+")
OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
# Characters YAML does not allow, and the three it once took for line breaks while editors do not.
CONTROL = re.compile(r"[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TAB_INDENT = re.compile(r" *\t")


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file says, and where.

    data : mappings, lists, str, int, float, bool and None
    marks : the origin of each key and item, by the way to it; () is line 1
    """

    file: str
    data: dict[str, Any]
    marks: dict[Mark, Origin]

    def origin(self, path: Mark) -> Origin:
        """Where `path` was written; if it was not, where the nearest thing around it was."""
        while path not in self.marks:
            path = path[:-1]
        return self.marks[path]


def read_yaml(path: Path | Traversable, problems: Problems, shown: str | None = None) -> Document | None:
    """Read one file, whose outermost level must be a mapping.

    shown : the name messages use (default: the path).
    Returns None after adding at least one problem; as many as can be found in one pass are added.
    """
    file = str(path) if shown is None else shown
    data = read_bytes(path, problems, file, LONGEST_FILE)
    text = None if data is None else _decode(data, file, problems)
    if text is None or not only_printable(text, file, problems):
        return None
    reader = _Reader(text, file, problems)
    content = reader.read()
    if content is None or reader.refused:
        return None
    return Document(file, content, reader.marks)


def dotted(path: Mark) -> str:
    """A path as messages show it.

    >>> dotted(("changes", "transport.car.share", 2030)), dotted(("measures", 0, "use"))
    ('changes.transport.car.share[2030]', 'measures[0].use')
    """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


# ---- from a file to text; also used for tables ----


def read_bytes(path: Path | Traversable, problems: Problems, file: str, limit: int) -> bytes | None:
    """The bytes of an ordinary file of at most `limit` bytes, or None after adding a problem.

    A bigger file is not read: not its size, but the first `limit` bytes at most, are held in memory.
    """
    whole = Origin(file, 0)
    try:
        if not path.is_file():
            _explain_missing(path, problems, whole)
            return None
        size = path.stat().st_size if isinstance(path, Path) else 0
        data: bytes = b"" if size > limit else _first_bytes(path, limit + 1)
    except (OSError, ValueError) as error:
        problems.add("file_unreadable", whole, reason=getattr(error, "strerror", None) or str(error))
        return None
    if max(size, len(data)) > limit:
        megabytes = math.ceil(max(size, len(data)) / 1e5) / 10
        problems.add("file_too_big", whole, size=megabytes, limit=f"{limit / 1e6:g}")
        return None
    return data


def _first_bytes(path: Path | Traversable, count: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(count)


def is_missing(path: Path | Traversable) -> bool:
    """True if nothing at all has this name (a broken link counts as missing)."""
    try:
        return not path.is_file() and not path.is_dir() and not (isinstance(path, Path) and path.exists())
    except OSError:
        return False


def _explain_missing(path: Path | Traversable, problems: Problems, whole: Origin) -> None:
    if path.is_dir():
        problems.add("file_directory", whole)
    elif isinstance(path, Path) and path.exists():
        problems.add("file_special", whole)
    else:
        problems.add("file_missing", whole, nearest=_nearest_file(path))


def _nearest_file(path: Path | Traversable) -> str | None:
    """A name in the same folder that looks like the missing one; None if the folder cannot be listed."""
    if not isinstance(path, Path):
        return None
    try:
        return nearest(path.name, [entry.name for entry in islice(path.parent.iterdir(), 1000)])
    except OSError:
        return None


def skip_byte_order_mark(data: bytes, file: str, problems: Problems) -> bytes:
    """The bytes without a UTF-8 byte order mark, with a notice if there was one."""
    if not data.startswith(b"\xef\xbb\xbf"):
        return data
    problems.notice("byte_order_mark", Origin(file, 1))
    return data[3:]


def refuse_binary(data: bytes, file: str, problems: Problems) -> bool:
    """True after adding a problem if these bytes are UTF-16 or hold a NUL, which no text file does."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.add("looks_like_utf16", Origin(file, 1))
        return True
    position = data.find(b"\0")
    if position >= 0:
        problems.add("nul_byte", Origin(file, line_at(data, position)))
    return position >= 0


def line_at(data: bytes, position: int) -> int:
    """The line, counted from 1, that holds the byte at `position`."""
    return data.count(b"\n", 0, position) + 1


def decodes_as_gb18030(data: bytes) -> bool:
    """True if the bytes could be GBK or GB18030, the usual encodings of Chinese text that is not UTF-8."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _decode(data: bytes, file: str, problems: Problems) -> str | None:
    data = skip_byte_order_mark(data, file, problems)
    if refuse_binary(data, file, problems):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = "looks_like_gbk" if decodes_as_gb18030(data) else "not_text"
        problems.add(message, Origin(file, line_at(data, error.start)))
        return None


def only_printable(text: str, file: str, problems: Problems) -> bool:
    """False after adding a problem if the text holds a character that cannot be seen."""
    bad = CONTROL.search(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        problems.add("control_character", Origin(file, line), code=f"U+{ord(bad[0]):04X}")
    return bad is None


# ---- from text to data ----


class _StopReading(Exception):
    """What follows cannot be understood, or is not worth reading; the problem has been added."""


class _Reader:
    """Walks over the events of one file. Refused values are read as None, so that the rest is checked too."""

    def __init__(self, text: str, file: str, problems: Problems) -> None:
        self.text = text
        self.file = file
        self.problems = problems
        self.refused = 0
        self.marks: dict[Mark, Origin] = {(): Origin(file, 1)}
        self.events: Iterator[Any] = yaml.parse(text, Loader=LOADER)

    def read(self) -> dict[str, Any] | None:
        """The mapping the file holds; not to be used if `refused` has become more than 0."""
        try:
            return self.document()
        except _StopReading:
            return None
        except yaml.YAMLError as error:
            self.explain_syntax(error)
            return None

    def document(self) -> dict[str, Any] | None:
        next(self.events)  # the stream starts
        if not isinstance(next(self.events), yaml.DocumentStartEvent):
            self.refuse("yaml_empty", 0, ())
            return None
        content = self.top(next(self.events))
        next(self.events)  # the document ends
        follower = next(self.events)
        if isinstance(follower, yaml.DocumentStartEvent):
            self.refuse("yaml_documents", line_of(follower), ())
        return content

    def top(self, event: Any) -> dict[str, Any] | None:
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self.node(event, (), 0))
        if isinstance(event, yaml.SequenceStartEvent):
            self.refuse("yaml_top_list", line_of(event), ())
        elif isinstance(event, yaml.ScalarEvent) and event.value == "" and event.implicit[0]:
            self.refuse("yaml_empty", 0, ())
        else:
            next(self.events)  # often this text is a key without its colon: then what follows says more
            value = getattr(event, "value", ABSENT)
            self.refuse("yaml_top_text", line_of(event), (), value)
        raise _StopReading

    def node(self, event: Any, path: Mark, depth: int) -> Any:
        """The value that begins with `event`, read to its end."""
        if isinstance(event, yaml.AliasEvent):
            self.refuse("yaml_alias", line_of(event), path, name=event.anchor)
            raise _StopReading
        self.check_properties(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        if depth == DEEPEST:
            self.refuse("yaml_depth", line_of(event), path, limit=DEEPEST)
            raise _StopReading
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path, depth + 1)
        return self.sequence(path, depth + 1)

    def mapping(self, path: Mark, depth: int) -> dict[str | int, Any]:
        data: dict[str | int, Any] = {}
        lines: dict[str, int] = {}  # by spelling, so that 2030 and "2030" count as one key
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, line = self.key(event, path, depth), line_of(event)
            here = (*path, key)
            if str(key) in lines:
                self.refuse("yaml_duplicate", line, here, first=lines[str(key)])
            lines.setdefault(str(key), line)
            self.marks[here] = Origin(self.file, line)
            data[key] = self.node(next(self.events), here, depth)
        return data

    def sequence(self, path: Mark, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(items))
            self.marks[here] = Origin(self.file, line_of(event))
            items.append(self.node(event, here, depth))
        return items

    def key(self, event: Any, path: Mark, depth: int) -> str | int:
        """The key of a mapping; a refused one is replaced by its place, so that it is no duplicate."""
        line = line_of(event)
        place = f"?{line}:{event.start_mark.column}"
        if not isinstance(event, yaml.ScalarEvent):
            if not isinstance(event, yaml.AliasEvent):
                self.refuse("yaml_complex_key", line, path)
            self.node(event, path, depth)
            return place
        self.check_properties(event, path)
        key = self.scalar(event, path)
        plain = event.implicit[0]
        if plain and key == "<<":
            self.refuse("yaml_merge", line, path)
        elif type(key) is str and plain and key != key.strip():
            self.refuse("yaml_key_space", line, (*path, key.strip()))
        elif type(key) is str or type(key) is int:
            return key
        else:
            self.refuse("yaml_key_kind", line, path, key)
        return place

    def check_properties(self, event: Any, path: Mark) -> None:
        if event.anchor is not None:
            self.refuse("yaml_anchor", line_of(event), path, name=event.anchor)
        if event.tag is not None:
            self.refuse("yaml_tag", line_of(event), path, tag=event.tag)

    def scalar(self, event: Any, path: Mark) -> Any:
        """Quoted text as it is; unquoted text as the core schema of YAML 1.2 reads it."""
        text: str = event.value
        if not event.implicit[0]:
            if "\0" in text:  # written as an escape; no file name or label may hold it
                self.refuse("control_character", line_of(event), path, code="U+0000")
            return text
        if text in CONSTANTS:
            return CONSTANTS[text]
        return self.number(event, path) if text[0] in "+-.0123456789" else text

    def number(self, event: Any, path: Mark) -> Any:
        text: str = event.value
        is_number = FLOAT.fullmatch(text) or OCTAL_OR_HEX.fullmatch(text)
        if is_number and len(text) > LONGEST_NUMBER:
            self.refuse("yaml_long_number", line_of(event), path, text, limit=LONGEST_NUMBER)
            return None
        if DECIMAL.fullmatch(text):
            return int(text)
        if OCTAL_OR_HEX.fullmatch(text):
            return int(text, 0)
        if NOT_FINITE.fullmatch(text) or (is_number and math.isinf(float(text))):
            self.refuse("yaml_not_finite", line_of(event), path, text)
            return None
        return float(text) if is_number else text

    def refuse(self, message: str, line: int, path: Mark, value: object = ABSENT, **details: object) -> None:
        self.problems.add(message, Origin(self.file, line), dotted(path), value, **details)
        self.refused += 1
        if self.refused == MOST_PROBLEMS:
            self.problems.add("stopped_reading", Origin(self.file, line), limit=MOST_PROBLEMS)
            raise _StopReading

    def explain_syntax(self, error: yaml.YAMLError) -> None:
        reason = str(getattr(error, "problem", None) or error).partition("\n")[0]
        mark: Any = getattr(error, "problem_mark", None)
        if mark is None:
            self.problems.add("yaml_syntax", Origin(self.file, 0), reason=reason)
            return
        message = _syntax_message(reason, self.text.splitlines()[max(0, mark.line - 1) : mark.line + 1])
        if message in ("yaml_quote", "yaml_bracket"):
            mark = getattr(error, "context_mark", None) or mark  # where it was opened
        details = {"reason": reason} if message == "yaml_syntax" else {}
        self.problems.add(message, Origin(self.file, mark.line + 1), **details)


SYNTAX = (  # a piece of what PyYAML says (with libyaml or without) -> what we say
    ("tab character", "yaml_tab"),
    ("unexpected end of stream", "yaml_quote"),
    ("expected ','", "yaml_bracket"),
    ("expected node content", "yaml_value_missing"),
    ("expected the node content", "yaml_value_missing"),
    ("mapping values are not allowed", "yaml_colon"),
    ("could not find expected ':'", "yaml_colon"),
    ("expected key", "yaml_indentation"),
    ("expected '-'", "yaml_indentation"),
    ("expected <", "yaml_indentation"),
    ("expected '<document start>'", "yaml_indentation"),
    ("entries are not allowed", "yaml_indentation"),
    ("cannot start any token", "yaml_character"),
    ("unknown escape", "yaml_escape"),
)


def _syntax_message(reason: str, lines: list[str]) -> str:
    """The key of our message; `lines` are the line before the error and its own."""
    if "cannot start" in reason and lines and TAB_INDENT.match(lines[-1]):
        return "yaml_tab"
    message = next((ours for theirs, ours in SYNTAX if theirs in reason), "yaml_syntax")
    if message in ("yaml_colon", "yaml_indentation") and any("：" in line for line in lines):
        return "yaml_full_width_colon"
    return message


def line_of(event: Any) -> int:
    """The line, counted from 1, on which an event of PyYAML starts."""
    return int(event.start_mark.line) + 1
