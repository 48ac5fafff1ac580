"""The one table of what users see, in English and in Chinese.

A message is a row: its key, the English text, the Chinese text. Both texts of a row hold the same
{placeholders}. Where a problem has a value, the line reads "got VALUE, <text>", so a text about a value
starts with "expected ..."; nothing ends with a full stop, since "did you mean X?" may follow.

>>> say("expected_range", low=0, high=1)
'expected 0 to 1'
>>> say("expected_range", "zh", low=0, high=1)
'应为 0 到 1'
"""

from __future__ import annotations

from simulator.messages.abatement import ABATEMENT
from simulator.messages.allocation import ALLOCATION
from simulator.messages.attribution import ATTRIBUTION
from simulator.messages.audit import AUDIT
from simulator.messages.compare import COMPARE
from simulator.messages.draft import DRAFT
from simulator.messages.draft_annex import DRAFT_ANNEX
from simulator.messages.estimate import ESTIMATE
from simulator.messages.explain import EXPLAIN
from simulator.messages.gap import GAP
from simulator.messages.page import PAGE
from simulator.messages.peak import PEAK
from simulator.messages.problems import PROBLEMS
from simulator.messages.projects import PROJECTS
from simulator.messages.results import RESULTS
from simulator.messages.solve import SOLVE
from simulator.messages.track import TRACK
from simulator.messages.workbook import WORKBOOK

LANGUAGES = ("zh", "en")

TEXT: dict[str, tuple[str, str]] = {
    **PROBLEMS,
    **RESULTS,
    **PROJECTS,
    **EXPLAIN,
    **ESTIMATE,
    **PAGE,
    **TRACK,
    **WORKBOOK,
    **ATTRIBUTION,
    **ABATEMENT,
    **COMPARE,
    **DRAFT,
    **DRAFT_ANNEX,
    **AUDIT,
    **PEAK,
    **ALLOCATION,
    **GAP,
    **SOLVE,
}


def say(key: str, /, lang: str = "en", **values: object) -> str:
    """The text of a message in a language, its placeholders filled in.

    Lists and tuples are written out with commas (顿号 in Chinese).
    Raises KeyError if the key, or a value a placeholder needs, is missing; ValueError for another language.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"unknown language {lang!r}, expected one of {LANGUAGES}")
    english, chinese = TEXT[key]
    template, comma = (chinese, "、") if lang == "zh" else (english, ", ")
    return template.format(**{name: _spelled(value, comma) for name, value in values.items()})


def _spelled(value: object, comma: str) -> object:
    return comma.join(map(str, value)) if isinstance(value, (list, tuple)) else value
