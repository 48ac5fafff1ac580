"""A workspace for a new region: data workbook, region folder, baseline scenario and README.

Structure is copied from a region it is like: branches, kinds of stocks, processes, outlooks. Whatever is a
number of that other region is a placeholder, graded assumed, marked in its source and told beside every
verdict; amounts of processes and capacities of plants are left blank.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from typing import TYPE_CHECKING, Any

from simulator.errors import Origin, Problem, Problems
from simulator.folders import written_beside
from simulator.inputs.consistency import PLACEHOLDER_MARK
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import exists, parameters_folder
from simulator.inputs.region import ID, is_code, load_region
from simulator.inputs.region_tables import RegionTables, read_tables, write_tables
from simulator.inputs.workbook.cells import number_text
from simulator.inputs.workbook.sheets import template
from simulator.inputs.workbook.write import write_workbook
from simulator.inputs.yaml_lines import read_yaml
from simulator.messages import LANGUAGES, say
from simulator.units import DIMENSIONS, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from simulator.inputs.region_tables import Cells

ASSUMED = {"grade": "assumed", "confidence": "low"}
TO_FILL = "待填 | to be filled in"
GIVEN = "sim init 时给出，来源待填 | given to sim init, source to be filled in"
ANY_COUNTY = ("waste", "solar", "hydro", "wind")  # fuels of plants that any county may have, without a size
MEASURES_BUILD = ("boiler", "electrolyser", "storage")  # plants that only a measure brings into use
ASKED = ("gdp", "population", "urban_share", "structure.")  # drivers that every bulletin has
SIGMA = 0.5  # of a placeholder of the balance, relative
TOUCHED = ("energy_total", "co2_total", "energy_intensity", "co2_intensity", "peak_year.co2_total")


@dataclasses.dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of a region that is not there yet; gdp 10^8 CNY and population 10^4 persons of 2020.

    code : administrative code (GB/T 2260)
    """

    id: str
    title: dict[str, str]
    like: str
    code: str | None = None
    gdp: float | None = None
    population: float | None = None


def write_workspace(
    folder: Path, new: Newcomer, lang: str, *, force: bool = False
) -> tuple[list[Path], list[Problem]]:
    """Write the four parts of a workspace; their paths, and notices. Raises InputError and changes nothing.

    With `force` only these four are replaced; anything else in the folder stays.
    """
    problems = Problems()
    check_newcomer(new, problems)
    problems.raise_if_any()
    parts = [folder / name for name in (f"{new.id}.xlsx", new.id, "baseline.yaml", "README.md")]
    for part in parts:
        if exists(part) and not force:
            problems.add("exists_already", Origin(str(part), 0))
    like = read_tables(new.like, problems)
    problems.raise_if_any()
    assert like is not None
    tell_other_province(like, new, problems)
    region = region_like(like, new)
    is_new = not exists(folder)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / ".sim-init"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        fill(draft, region, new, lang)
        check_fresh(draft / new.id, problems)
        problems.raise_if_any()
        for part in parts:
            replace(draft / part.name, part)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if is_new and not any(folder.iterdir()):
            folder.rmdir()
    return parts, problems.notices


def check_newcomer(new: Newcomer, problems: Problems) -> None:
    """What was given with the command must be possible."""
    if not ID.fullmatch(new.id):
        problems.add("name_for_files", Origin("--id", 0), "", new.id)
    if new.code is not None and not is_code(new.code):
        problems.add("administrative_code", Origin("--code", 0), "", new.code)
    for key, value in (("--gdp", new.gdp), ("--population", new.population)):
        if value is not None and not 0.0 < value < 1e9:
            problems.add("scale_needs", Origin(key, 0), "", value)


def tell_other_province(like: RegionTables, new: Newcomer, problems: Problems) -> None:
    """A region of another province must not keep the peak year and the grid of the one it is like."""
    known = str(like.settings.get("code", new.code))
    if new.code is not None and new.code[:2] != known[:2]:
        names = {lang: like.settings["province"][lang] for lang in LANGUAGES}
        problems.notice("init.other_province", Origin("--code", 0), "", new.code, **names)


def fill(draft: Path, region: RegionTables, new: Newcomer, lang: str) -> None:
    """The four parts inside a draft folder."""
    (draft / new.id).mkdir(parents=True)
    write_tables(region, draft / new.id)
    bureau, offered = for_the_bureau(region, new, lang), offered_rows(region, lang)
    write_workbook(bureau, draft / f"{new.id}.xlsx", lang, offered)
    words = {"id": new.id, **{lang: quotable(title) for lang, title in new.title.items()}}
    texts = read_yaml(parameters_folder() / "workbook" / "workspace.yaml", Problems())
    assert texts is not None
    for name, key in (("baseline.yaml", "baseline"), ("README.md", "readme")):
        text = texts.data[key].format(**words)
        (draft / name).write_text(text, encoding="utf-8", newline="\n")


def quotable(text: str) -> str:
    """Text as it stands inside double quotes of YAML."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def check_fresh(folder: Path, problems: Problems) -> None:
    """A fresh region must read without a problem; only its id or names can be at fault."""
    load_region(f"./{folder.name}", load_factors(problems), problems, beside=folder.parent)


def replace(made: Path, target: Path) -> None:
    """Move a file or folder to its place; an older folder makes way and is removed last."""
    if made.is_dir():
        with written_beside(target) as draft:
            draft.rmdir()
            made.rename(draft)
    else:
        made.replace(target)


# ---- the tables ----


def region_like(like: RegionTables, new: Newcomer) -> RegionTables:
    """Tables of a region that has only the structure of another, and placeholders."""
    money, people = scales(like, new)
    source = f"{PLACEHOLDER_MARK}: {like.settings['title']['zh']} {like.settings['title']['en']}"
    plants = [plant(row, source) for row in like.tables["plants"] if of_any_county(row)]
    names = {row["branch"] for row in like.tables["branches"]} | {row["plant"] for row in plants}
    branches = {row["branch"] for row in like.tables["branches"]}
    tables = {
        "drivers": drivers(like, new, source),
        "branches": like.tables["branches"],
        "balance": [
            borrowed(row, source, money) for row in like.tables["balance"] if row["target_id"] in branches
        ],
        "plants": plants,
        "stocks": [borrowed(row, source, people) for row in like.tables["stocks"]],
        "processes": [without_amount(row) for row in like.tables["processes"]],
        "weights": [row for row in like.tables["weights"] if row["branch"] in names],
    }
    blank: dict[str, list[Cells]] = {name: [] for name in like.tables}
    return RegionTables(settings(like, new), blank | tables)


def scales(like: RegionTables, new: Newcomer) -> tuple[float, float]:
    """How much larger the new region is by GDP and by people; one not given is as the other, neither is 1."""
    money, people = ratio(like, "gdp", new.gdp), ratio(like, "population", new.population)
    return money or people or 1.0, people or money or 1.0


def ratio(like: RegionTables, variable: str, given: float | None) -> float | None:
    """A number over that of the region it is like, in the base year."""
    base = str(like.settings["base_year"])
    start = next(r for r in like.tables["drivers"] if (r["variable"], r["year"]) == (variable, base))
    return given / float(start["value"]) if given else None


def settings(like: RegionTables, new: Newcomer) -> dict[str, Any]:
    """region.yaml: the province's lines are kept, actual data end with the base year."""
    products = dict.fromkeys(row["product"] for row in like.tables["processes"])
    conflict = {lang: say("init.conflict", lang, like=like.settings["title"][lang]) for lang in LANGUAGES}
    own = {"id": new.id, "title": new.title} | ({"code": int(new.code)} if new.code else {})
    lent = {key: value for key, value in like.settings.items() if key not in ("id", "title", "code")}
    return {
        **own,
        **lent,
        "benchmark": like.settings.get("benchmark", new.like),
        "actual_until": like.settings["base_year"],
        "unknown_terms": ["non_energy_use", *products],
        "conflicts": [{"subjects": list(TOUCHED), **conflict, "source": "sim init"}],
    }


def borrowed(row: Cells, source: str, factor: float = 1.0) -> Cells:
    """A row of another region as a placeholder, scaled."""
    value = number_text(float(f"{float(row['value']) * factor:.4g}"))
    changed = {**row, **ASSUMED, "value": value, "source": source}
    if "sigma" in row:  # another region's whole level is not this one's, so all rows move alike
        changed["sigma"] = changed["shared_sigma"] = number_text(float(f"{float(value) * SIGMA:.4g}"))
    changed.pop("note", None)
    return changed


def without_amount(row: Cells) -> Cells:
    """A process nobody has measured yet."""
    kept = {name: text for name, text in row.items() if name not in ("value", "note")}
    return {**kept, **ASSUMED, "source": TO_FILL}


def of_any_county(row: Cells) -> bool:
    """Plants that are named after no firm."""
    return row["kind"] in MEASURES_BUILD or (row["kind"] == "generator" and row["fuel"] in ANY_COUNTY)


def plant(row: Cells, source: str) -> Cells:
    """A plant whose size nobody has said; one that only a measure builds has none."""
    kept = {name: text for name, text in row.items() if name not in ("capacity_mw", "note")}
    capacity = {"capacity_mw": row["capacity_mw"]} if row.get("capacity_mw") == "0" else {}
    return {**kept, **capacity, **ASSUMED, "source": source}


def drivers(like: RegionTables, new: Newcomer, source: str) -> list[Cells]:
    """Base-year levels and outlooks; people as growth, since another region's numbers would not fit."""
    base = str(like.settings["base_year"])
    money, people = scales(like, new)
    given = {"gdp": new.gdp, "population": new.population}
    rows = []
    for row in like.tables["drivers"]:
        name = row["variable"]
        if row["case"] == "actual" and row["year"] == base:
            is_level = row["unit"] not in ("%", "ratio")
            factor = (people if name == "population" else money) if is_level else 1.0
            rows.append(borrowed(row, GIVEN if given.get(name) else source, factor))
        elif row["case"] != "actual" and name != "population":
            rows.append(borrowed(row, source))
    return rows + people_growth(like.tables["drivers"], int(base), source)


def people_growth(rows: Sequence[Cells], base: int, source: str) -> list[Cells]:
    """Growth of the population between the years of another region's outlook."""
    mine = [row for row in rows if row["variable"] == "population"]
    start = next(float(row["value"]) for row in mine if row["year"] == str(base))
    grown = []
    for case in ("central", "low", "high"):
        year, people = base, start
        for row in (row for row in mine if row["case"] == case):
            rate = (float(row["value"]) / people) ** (1.0 / (int(row["year"]) - year)) - 1.0
            cells = {**row, "variable": "population.growth", "value": f"{rate * 100.0:.3g}", "unit": "%"}
            grown.append(borrowed(cells, source))
            year, people = int(row["year"]), float(row["value"])
    return grown


# ---- the workbook of a new region ----


def for_the_bureau(region: RegionTables, new: Newcomer, lang: str) -> RegionTables:
    """The region as its workbook shows it: what every bulletin has is blank, and so is the balance."""
    given = {"gdp": new.gdp, "population": new.population}
    rows = [ask(row, lang) if to_ask(row, given) else row for row in region.tables["drivers"]]
    kept = {lang: say("init.still", lang) for lang in LANGUAGES}
    conflicts = [{**region.settings["conflicts"][0], **kept}]
    tables = region.tables | {"drivers": rows, "balance": []}
    return RegionTables(region.settings | {"conflicts": conflicts}, tables)


def to_ask(row: Cells, given: Mapping[str, float | None]) -> bool:
    """True for a level of the base year that only the bureau knows."""
    name = row["variable"]
    return row["case"] == "actual" and name.startswith(ASKED) and not given.get(name)


def ask(row: Cells, lang: str) -> Cells:
    """A row without its number, for the bureau to fill in."""
    kept = {name: row[name] for name in ("variable", "year", "case", "unit")}
    return kept | {"unit": spelled(row["unit"], lang)}


def spelled(unit: str, lang: str) -> str:
    """A unit as a bureau writes it.

    >>> spelled("1e4 tce", "zh"), spelled("%", "zh"), spelled("1e4 tce", "en")
    ('万吨标准煤', '%', '1e4 tce')
    """
    known = unit_of(unit)
    if lang != "zh" or known is None:
        return unit
    same = [name for name, factor in DIMENSIONS[known.dimension].items() if factor == known.factor]
    return next((name for name in same if is_chinese(name)), unit) if unit != "%" else unit


def is_chinese(name: str) -> bool:
    """True for a unit written without any Latin letter."""
    return not any(letter.isascii() and letter.isalpha() for letter in name) and not name.isascii()


def offered_rows(region: RegionTables, lang: str) -> dict[str, list[Cells]]:
    """Anchors and lines of an inventory that a bureau may have, without a number."""
    year = str(region.settings["base_year"])
    offered: dict[str, list[Cells]] = {}
    for row in template().starting:
        cells = {"scope": row.scope, "unit": spelled(row.unit, lang)}
        cells |= {"line": row.id} if row.table == "inventory" else {"indicator": row.id, "year": year}
        offered.setdefault(row.table, []).append({name: text for name, text in cells.items() if text})
    return offered
