"""The annex of an action plan: the blocks of a document, built from summary.json and the tables of a result.

Nothing is computed here but shares and changes of what the tables hold, and no sentence claims more than the
verdict it is built from. `word` and `page` turn the blocks into files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.blocks import Contents, Title
from simulator.report.draft.base import base_chapter
from simulator.report.draft.compare import compare_chapter
from simulator.report.draft.measures import measure_chapter
from simulator.report.draft.peak import peak_chapter
from simulator.report.draft.reader import Draft, Run
from simulator.report.draft.scenarios import accounting_chapter, scenario_chapter
from simulator.report.draft.sectors import sector_chapter
from simulator.report.draft.sources import missing_chapter, source_chapter, unit_chapter
from simulator.report.draft.targets import target_chapter
from simulator.report.draft.words import listed

if TYPE_CHECKING:
    from simulator.report.blocks import Block
    from simulator.report.record import Record

CHAPTERS = (
    base_chapter,
    scenario_chapter,
    accounting_chapter,
    peak_chapter,
    target_chapter,
    compare_chapter,
    sector_chapter,
    measure_chapter,
    source_chapter,
    missing_chapter,
    unit_chapter,
)
MOST_NAMES = 4  # scenarios named in the title


def draft_blocks(record: Record, lang: str, *, rates_only: bool = False) -> list[Block]:
    """The draft of a run or a comparison. `rates_only` leaves out totals and peak years."""
    runs = tuple(Run(one, lang) for one in record.runs or (record,))
    draft = Draft(runs, lang, rates_only, record)
    blocks: list[Block] = [title_block(draft), Contents()]
    for chapter in CHAPTERS:
        blocks.extend(chapter(draft))
    return blocks


def title_block(draft: Draft) -> Title:
    """Region, scenarios, the internal mark, run id and version."""
    regions = list(dict.fromkeys(run.region for run in draft.runs))
    scenarios = list(dict.fromkeys(run.scenario for run in draft.runs))
    record, first = draft.record, draft.runs[0]
    facts = [
        (draft.text("region"), names(draft, regions)),
        (draft.text("scenario"), names(draft, list(draft.labels.values()))),
        (draft.text("years"), draft.text("from_to", first=first.first, last=first.last)),
        (draft.text("mark"), str(first.words["mark"])),
        (draft.text("run_id"), record.run_id),
        (draft.text("version"), str(record.manifest["version"])),
    ]
    title = draft.text("title", region=names(draft, regions))
    return Title(title, names(draft, scenarios), facts)


def names(draft: Draft, found: list[str]) -> str:
    """Names in a row; of many only the first, and how many there are."""
    if len(found) <= MOST_NAMES:
        return listed(found, draft.lang)
    return draft.text("and_more", names=listed(found[:MOST_NAMES], draft.lang), count=len(found))
