"""`sim data firms`: carbon accounts of key emitters as text, as CSV, and as changes for a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulator.assess.firms import Account, Branch, accounts_of, suggested
from simulator.errors import Origin, Problems
from simulator.folders import file_beside
from simulator.inputs.factors import load_factors
from simulator.inputs.firms import FirmRules, read_firms, read_rules
from simulator.inputs.region import Region, load_region
from simulator.messages import say
from simulator.report.tables import csv_text, number
from simulator.report.words import figure, percent, separator, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

COLUMNS = (
    "firm",
    "branch",
    "co2",
    "co2_fuel",
    "co2_electricity",
    "co2_heat",
    "unit",
    "energy_1e4_tce",
    "output_1e8_cny",
    "co2_per_output",
    "output_per_energy",
    "class",
    "part_of_branch",
    "grade",
    "source",
)


class Firms(NamedTuple):
    """A list of firms accounted for."""

    region: Region
    rules: FirmRules
    accounts: list[Account]
    branches: list[Branch]


def account_firms(path: Path, region: str, rules: Path | None) -> Firms:
    """Read a list of firms and account for it. Raises InputError."""
    problems = Problems()
    factors = load_factors(problems)
    found = load_region(region, factors, problems, asked=Origin("--region", 0))
    chosen = read_rules(rules, problems) if rules else FirmRules()
    firms = read_firms(path, found, factors, problems) if found else []
    if found and not firms and not problems.found:
        problems.add("firms_none", Origin(str(path), 0))
    problems.raise_if_any()
    assert found is not None
    assert chosen is not None
    return Firms(found, chosen, *accounts_of(firms, found, factors, chosen))


def firms_report(found: Firms, lang: str) -> str:
    """Accounts by firm, coverage by branch, and what the classes rest on."""
    info = found.region.info
    heading = say("firms_heading", lang, region=info.title.text(lang), year=info.base_year)
    firms = table([head(FIRM_HEAD, lang), *(firm_row(one, lang) for one in found.accounts)], left=2)
    branches = table([head(BRANCH_HEAD, lang), *(branch_row(one, lang) for one in found.branches)])
    limits = say(
        "firms_rule", lang, carbon=f"{found.rules.carbon:g}", productivity=f"{found.rules.productivity:g}"
    )
    return "\n".join([heading, *firms, "", *branches, "", limits, *notes(found, lang)])


FIRM_HEAD = ("firm", "branch", "co2", "fuel", "electricity", "heat", "intensity", "productivity", "class")
BRANCH_HEAD = ("branch", "firms", "co2", "intensity", "productivity", "covered", "class_parts")


def head(names: Sequence[str], lang: str) -> list[str]:
    """Titles of columns."""
    return [say(f"firms.{name}", lang) for name in names]


def firm_row(one: Account, lang: str) -> list[str]:
    """A firm on the screen."""
    parts = (one.co2, one.co2_fuel, one.co2_electricity, one.co2_heat, one.intensity, one.productivity)
    return [one.firm.name, one.firm.branch, *map(figure, parts), say(f"firm_class.{one.group}", lang)]


def branch_row(one: Branch, lang: str) -> list[str]:
    """A branch on the screen."""
    parts = [f"{say(f'firm_class.{name}', lang)} {percent(part)}" for name, part in one.parts.items()]
    numbers = (figure(one.co2), figure(one.intensity), figure(one.productivity), percent(one.covered))
    return [one.name, str(one.firms), *numbers, separator(lang).join(parts) or "-"]


def notes(found: Firms, lang: str) -> list[str]:
    """What a reader must know: lists larger than their branch, branches of one firm, missing output."""
    over = [b.name for b in found.branches if b.covered is not None and b.covered > 1.0]
    single = [b.name for b in found.branches if b.firms == 1]
    unknown = [one.firm.name for one in found.accounts if one.firm.output is None]
    told = (("firms_over", over), ("firms_single", single), ("firms_unknown", unknown))
    return [say(key, lang, names=names) for key, names in told if names]


def snippet(found: Firms, lang: str) -> str:
    """Changes by class as a scenario would write them; only printed, never applied."""
    changes = suggested(found.branches, found.region, found.rules)
    if not changes:
        return say("firms_no_snippet", lang)
    lines = [f"# {say('firms_snippet', lang)}", "changes:"]
    for key, points in changes.items():
        lines.append(f"  {key}: {{{', '.join(f'{year}: {value:.4f}' for year, value in points.items())}}}")
    return "\n".join(lines)


def firm_rows(found: Firms) -> Iterator[Sequence[object]]:
    """The accounts as rows of a table."""
    whole = {b.name: b.covered for b in found.branches}
    base: dict[str, float] = {}
    for row in found.region.balance:
        base[row.target_id] = base.get(row.target_id, 0.0) + row.value
    for one in found.accounts:
        firm, known = one.firm, whole[one.firm.branch] is not None
        yield (
            firm.name,
            firm.branch,
            *map(number, (one.co2, one.co2_fuel, one.co2_electricity, one.co2_heat)),
            "1e4 t",
            *map(number, (one.energy, firm.output, one.intensity, one.productivity)),
            one.group,
            number(one.content / base[firm.branch] if known else None),
            firm.grade,
            firm.source,
        )


def write_firms(found: Firms, target: Path) -> Path:
    """Write the accounts as CSV, whole or not at all."""
    with file_beside(target) as draft:
        draft.write_text(csv_text(COLUMNS, firm_rows(found)), encoding="utf-8", newline="")
    return target
