"""`sim data estimate`: the base-year balance as text, and as the file balance.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import Problems
from simulator.inputs.estimate import Estimate, balance_csv, estimate
from simulator.inputs.factors import load_factors
from simulator.inputs.region import Region, load_region
from simulator.messages import say
from simulator.report.words import table
from simulator.variables import INDICATORS, unit_text

if TYPE_CHECKING:
    from pathlib import Path


def estimated(region: str) -> tuple[Region, Estimate]:
    """A region and its estimate. Raises InputError when anchors are missing or contradict each other."""
    problems = Problems()
    factors = load_factors(problems)
    found = load_region(region, factors, problems, for_estimate=True)
    result = estimate(found, factors, problems) if found and not problems.found else None
    problems.raise_if_any()
    assert found is not None
    assert result is not None
    return found, result


def estimate_report(region: str, lang: str = "zh") -> str:
    """The balance with sigma, grade and derivation, and the anchors beside what it gives."""
    found, result = estimated(region)
    info = found.info
    cells = [
        [c.target_id, c.fuel, f"{c.value:.3f}", f"+-{c.sigma:.3f}", say(f"grade.{c.grade}", lang)]
        for c in result.cells
    ]
    checks = [
        [
            anchor_name(check.indicator, lang),
            f"{check.anchor:.6g}",
            f"{check.value:.6g}",
            unit_text(check.unit, lang),
            say("estimate_used" if check.used else "estimate_held", lang),
        ]
        for check in result.checks
    ]
    heading = say("estimate_heading", lang, region=info.title.text(lang), year=info.base_year)
    parts = [heading, *table(cells, left=2), "", say("estimate_checks", lang), *table(checks)]
    return "\n".join(parts)


def anchor_name(indicator: str, lang: str) -> str:
    """Name of an anchor: an indicator's, or one that only the estimate uses."""
    return INDICATORS[indicator].text(lang) if indicator in INDICATORS else say(f"anchor.{indicator}", lang)


def write_balance(region: str, target: Path) -> Path:
    """Write the balance as CSV; the bundled balance.csv files are made this way."""
    _, result = estimated(region)
    draft = target.with_name(target.name + ".new")
    draft.write_text(balance_csv(result), encoding="utf-8", newline="")
    draft.replace(target)
    return target
