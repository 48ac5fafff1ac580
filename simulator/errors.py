"""How the simulator complains: a problem knows its file, line, key, value and what was expected.

Readers collect every problem of every file in one `Problems` and raise once, before anything runs, so the
user can mend all of them in one go. The words live in `messages.TEXT`.

>>> problems = Problems()
>>> problems.add("expected_range", Origin("fast.yaml", 5), "share[2030]", 1.3, low=0, high=1)
>>> problems.add("unknown_key", Origin("fast.yaml", 6), "shaer", nearest="share")
>>> print(InputError(problems.found).render())
fast.yaml:5: share[2030]: got 1.3, expected 0 to 1
fast.yaml:6: shaer: unknown key, did you mean share?
2 problem(s), nothing was run
"""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from simulator.messages import say

LONGEST_VALUE = 60  # characters of a value that are shown; the line number says where the rest is
LONGEST_NAME = 100  # no name in our tables is longer, and difflib is quadratic


class _Absent(enum.Enum):
    """A one-member enum, because it stays the same object through pickle and copy."""

    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT  # "there is no value", since None is a value a file can hold


class Origin(NamedTuple):
    """Where something was written; line 0 means the file as a whole.

    >>> str(Origin("policy.yaml", 7)), str(Origin("policy.yaml", 0))
    ('policy.yaml:7', 'policy.yaml')
    """

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or that the user should be told.

    message : a key of `messages.TEXT`;  details : what its placeholders need.
    A detail named `nearest` is the best guess at the right name and ends the line as a question.
    """

    message: str
    origin: Origin
    key: str
    value: object
    details: tuple[tuple[str, object], ...]

    def render(self, lang: str = "en") -> str:
        """One printable line: "file:line: key: got VALUE, expected ..."; absent parts are left out."""
        details = {name: _shown(value, lang) for name, value in self.details}
        guess = details.pop("nearest", None)
        text = say(self.message, lang, **details)
        if self.value is not ABSENT:
            text = say("got", lang, value=_value_text(self.value), expected=text)
        if guess:
            text += say("did_you_mean", lang, nearest=guess)
        return _printable(": ".join(part for part in (str(self.origin), _cut(self.key, 200), text) if part))


class InputError(Exception):
    """The input cannot be used; carries every problem found, in the order they should be read."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def render(self, lang: str = "en") -> str:
        """One line for each problem, then how many there are."""
        lines = [problem.render(lang) for problem in self.problems]
        return "\n".join([*lines, say("problem_count", lang, count=len(lines))])

    def __str__(self) -> str:
        return self.render()


class Problems:
    """Collects problems (which stop the run) and notices (accepted, but the user is told)."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.notices: list[Problem] = []

    def add(
        self, message: str, origin: Origin, key: str = "", value: object = ABSENT, **details: object
    ) -> None:
        """Note a problem and carry on reading."""
        self.found.append(Problem(message, origin, key, value, tuple(details.items())))

    def notice(
        self, message: str, origin: Origin, key: str = "", value: object = ABSENT, **details: object
    ) -> None:
        """Note something that was accepted although the user may not have meant it."""
        self.notices.append(Problem(message, origin, key, value, tuple(details.items())))

    def raise_if_any(self) -> None:
        """Raise InputError with all problems by file and line, each line once; nothing if there are none."""
        if self.found:
            by_line = sorted(self.found, key=lambda problem: problem.origin)  # stable: else as found
            raise InputError({problem.render(): problem for problem in by_line}.values())


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` the user most likely meant, or None; capitals do not matter.

    >>> nearest("Gasolne", ["coal", "gasoline", "diesel"])
    'gasoline'
    >>> nearest("tea", ["coal", "gasoline", "diesel"]) is None
    True
    """
    if len(name) > LONGEST_NAME:
        return None
    folded = {candidate.casefold(): candidate for candidate in names}
    cutoff = 0.6 if name.isascii() else 0.5  # one wrong character in a Chinese word of two
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=cutoff)
    return folded[close[0]] if close else None


def _value_text(value: object) -> str:
    """The value as its writer would know it: true, null, and quotes where blanks would be invisible."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = str(value)
    if isinstance(value, str) and (not text or text != text.strip()):
        text = f'"{text}"'
    return _cut(text, LONGEST_VALUE)


def _shown(detail: object, lang: str) -> object:
    return _cut(detail, 200) if isinstance(detail, str) else detail


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3] + "..."


def _printable(line: str) -> str:
    """Blanks for line breaks, terminal escapes and the like, which a file must not send to the screen."""
    return line if line.isprintable() else "".join(c if c.isprintable() else " " for c in line)
