"""The folder of an allocation: tables of amounts and burdens, the numbers used, and the annex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import Origin, Problems
from simulator.explore.allocation.rules import burden
from simulator.folders import file_beside, written_beside
from simulator.inputs.subareas import TEMPLATE_COLUMNS, template_rows
from simulator.messages import say
from simulator.report.allocation.annex import annex_blocks
from simulator.report.compare.tables import guarded
from simulator.report.inputs_file import digest, input_hashes
from simulator.report.result_folder import (
    BYTE_ORDER_MARK,
    folder_name,
    is_foreign,
    write_manifest,
    write_tables,
)
from simulator.report.tables import csv_text, number
from simulator.variables import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from simulator.explore.allocation.rules import Allocation, Burden
    from simulator.face import Result
    from simulator.inputs.scenario import Scenario
    from simulator.inputs.subareas import Subarea

PARTY, DEPARTMENT, REST, REGION = "party", "department", "rest", "region"
RUN_ID = 12  # digits that tell this result from any other
COLUMNS = (
    *("region", "scenario", "accounting", "variable", "rule", "kind", "id"),
    *("title_zh", "title_en", "department", "year", "value", "unit", "share"),
)
BURDEN_COLUMNS = (
    *("region", "scenario", "accounting", "variable", "rule", "kind", "id", "title_zh", "title_en"),
    *("department", "base_year", "year", "unit", "base", "value", "share", "cut", "level_to_mean"),
    *("per_head", "per_head_to_mean", "per_value_added", "per_value_added_to_mean", "cumulative_from"),
    "cumulative",
)
INPUT_COLUMNS = ("area", "item", "year", "value", "unit", "grade", "confidence", "source", "note", "line")


def allocation_name(scenario: Scenario, among: str, what: str) -> str:
    """`<region>-<scenario>-allocation-<what>-<among>`."""
    return f"{folder_name(scenario)}-allocation-{what}-{among}"


def check_target(target: Path, problems: Problems, *, force: bool) -> None:
    """Nothing of hers is replaced unasked, and never a folder that is not ours."""
    if not (target.exists() or target.is_symlink()):
        return
    if is_foreign(target):
        problems.add("folder_not_ours", Origin(str(target), 0))
    elif not force:
        problems.add("report_file_exists", Origin(str(target), 0))


def write_allocation(
    found: Allocation, result: Result, areas: Sequence[Subarea] | None, target: Path, lang: str
) -> Path:
    """Write every file of an allocation, the manifest last, whole or not at all."""
    from simulator.report.page.document import page_html
    from simulator.report.word.document import write_word

    with written_beside(target) as draft:
        texts = tables(found, result, areas)
        write_tables(draft, texts)
        blocks = annex_blocks(found, result, areas, lang)
        mark = say("mark_internal", lang)
        run_id = digest("".join(texts.values()).encode())[:RUN_ID]
        write_word(blocks, draft / "annex.docx", lang, mark=mark, run_id=run_id)
        (draft / "annex.html").write_text(page_html(blocks, lang), encoding="utf-8", newline="\n")
        write_manifest(draft, "allocation", manifest(found, result))
    return target


def tables(found: Allocation, result: Result, areas: Sequence[Subarea] | None) -> dict[str, str]:
    """Every table of an allocation by file name."""
    makers = {
        "allocation.csv": (COLUMNS, amount_rows(found, result)),
        "burdens.csv": (BURDEN_COLUMNS, burden_rows(found, result)),
    }
    if areas is not None:
        makers["subareas.csv"] = (INPUT_COLUMNS, input_rows(areas))
    return {name: csv_text(columns, map(guarded, rows)) for name, (columns, rows) in makers.items()}


def manifest(found: Allocation, result: Result) -> dict[str, object]:
    """What was divided by which rules, and the hashes of inputs."""
    return {
        "region": result.scenario.region.info.id,
        "scenario": result.scenario.id,
        "what": found.what,
        "among": found.among,
        "aim": found.aim,
        "year": found.year,
        "converge": found.basis.converge,
        "rules": list(found.amounts),
        "weights": dict(found.weights),
        "inputs": input_hashes(result.scenario),
    }


def facts(found: Allocation, result: Result) -> tuple[str, ...]:
    """The first columns of every row."""
    return result.scenario.region.info.id, result.scenario.id, result.preset, found.what


def holders(found: Allocation) -> Iterator[tuple[tuple[str, str, str, str, str], list[int]]]:
    """(kind, id, titles, department) and places of every party, department, and all parties together."""
    for place, party in enumerate(found.parties):
        yield (PARTY, party.id, party.title_zh, party.title_en, party.department), [place]
    for department, places in found.departments.items():
        chinese, _, english = department.partition(" | ")
        yield (DEPARTMENT, department, chinese, english or chinese, department), places


def amount_rows(found: Allocation, result: Result) -> Iterator[Sequence[object]]:
    """Amounts of every rule, holder and year; per rule and year the parties and the rest make the region."""
    unit = INDICATORS[found.what].unit
    for rule, amounts in found.amounts.items():
        series = [(names, amounts[places].sum(axis=0)) for names, places in holders(found)]
        if found.rest.any():
            series.append(((REST, REST, *titles(f"allocate_rest.{found.among}"), ""), found.rest))
        series.append(((REGION, REGION, *titles("allocate_all"), ""), found.path))
        for names, values in series:
            for year, value, whole in zip(found.basis.years, values, found.path, strict=True):
                share = number(float(value / whole)) if whole else ""
                yield (*facts(found, result), rule, *names, int(year), repr(float(value)), unit, share)


def titles(key: str) -> tuple[str, str]:
    """A message in Chinese and English."""
    return say(key, "zh"), say(key, "en")


def burden_rows(found: Allocation, result: Result) -> Iterator[Sequence[object]]:
    """The burden of every rule and holder in the judged year, and of all parties together."""
    everyone = (REGION, "parties", *titles("player.all"), ""), list(range(len(found.parties)))
    for rule in found.amounts:
        for names, places in (*holders(found), everyone):
            yield (*facts(found, result), rule, *names, *burden_cells(found, burden(found, rule, places)))


def burden_cells(found: Allocation, one: Burden) -> tuple[object, ...]:
    """A burden as the last columns of its row."""
    first = int(found.basis.years[found.first])
    *numbers, cumulative = one
    cells = map(number, numbers)
    unit = INDICATORS[found.what].unit
    return int(found.basis.years[0]), found.year, unit, *cells, first, number(cumulative)


def input_rows(areas: Sequence[Subarea]) -> Iterator[Sequence[object]]:
    """The table of sub-areas as it was read, in model units."""
    for area in areas:
        for row in area.rows:
            value, year = number(row.value), row.year or ""
            place = row.origin.line
            marks = (row.grade, row.confidence, row.source, row.note, place)
            yield (area.id, row.item, year, value, row.unit, *marks)


# ---- the template ----


def write_template(target: Path, *, force: bool) -> Path:
    """An empty table of sub-areas to fill in. Raises InputError if the file is there already."""
    problems = Problems()
    if not force and (target.exists() or target.is_symlink()):
        problems.add("report_file_exists", Origin(str(target), 0))
    problems.raise_if_any()
    target.parent.mkdir(parents=True, exist_ok=True)
    with file_beside(target) as draft:
        text = csv_text(TEMPLATE_COLUMNS, template_rows())
        draft.write_text(BYTE_ORDER_MARK + text, encoding="utf-8", newline="")
    return target
