"""Stocks made ready to be followed: survival, kinds and their sales over the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.pathways.paths import check_shares, share_series
from simulator.pathways.schedules import Anchor
from simulator.pathways.stocks import sales_survival, survivors_of_base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.errors import Origin, Problems
    from simulator.inputs.region import Region
    from simulator.inputs.rows import SaturationRow, StockRow
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.arrays import Array, OriginKey
    from simulator.pathways.balance import Energy
    from simulator.pathways.paths import Paths


@dataclass(frozen=True, slots=True, eq=False)
class StockPlan:
    """A stock ready to be followed through the years."""

    row: StockRow
    saturation: SaturationRow | None
    base_left: Array  # (year,)
    kept: Array  # (year, sales year)
    kinds: tuple[str, ...]
    base_share: Array  # (kind,)
    use: Array  # (kind,)
    sales_share: Array  # (year, kind)
    sales_intensity: Array  # (year,)
    multiple: Array  # (year,) further growth of the stock beyond its driver


def stock_plan(
    row: StockRow,
    scenario: Scenario,
    energy: Energy,
    paths: Paths,
    origins: dict[OriginKey, tuple[Origin, ...]],
    problems: Problems,
) -> StockPlan:
    """A stock's survival, kinds and sales over the years."""
    factors, years = scenario.factors, paths.years
    curve = factors.survival[row.survival]
    weibull = {"life": curve.life_years, "steepness": curve.steepness}
    kinds = [kind for kind in factors.stock_kinds if kind.kinds == row.kinds]
    use = np.array([kind.use for kind in kinds])
    base = np.array(base_kinds(row, [kind.kind for kind in kinds], use, scenario.region, energy))
    year = int(years[0])
    start = {k.kind: Anchor(year, float(share), row.origin) for k, share in zip(kinds, base, strict=True)}
    found = {kind.kind: paths.find(row.stock, "sales_share", kind.kind) for kind in kinds}
    said = {kind: points for kind, points in found.items() if points}
    check_shares(f"{row.stock}.sales_share", said, years, start, problems)
    shares = share_series(start, said, years)
    anchor = Anchor(year, 1.0, row.origin)
    for kind in kinds:
        origins["sales_share", row.stock, kind.kind] = shares[kind.kind].origins
    return StockPlan(
        row=row,
        saturation=factors.saturation.get(row.saturation),
        base_left=survivors_of_base(len(years), **weibull, growth=row.past_growth),
        kept=sales_survival(len(years), **weibull),
        kinds=tuple(kind.kind for kind in kinds),
        base_share=base,
        use=use,
        sales_share=np.stack([shares[kind.kind].values for kind in kinds], axis=1),
        sales_intensity=paths.multiple(row.stock, "sales_intensity", anchor).values,
        multiple=paths.multiple(row.stock, "stock", anchor).values,
    )


def base_kinds(
    row: StockRow, kinds: Sequence[str], use: Array, region: Region, energy: Energy
) -> list[float]:
    """Share of units of each kind in the base year: from the fuels of the balance, else all the first."""
    branch = next((b.branch for b in region.branches if b.stock == row.stock), "")
    burnt = [energy[branch, kind].value if (branch, kind) in energy else 0.0 for kind in kinds]
    units = [value / each for value, each in zip(burnt, use, strict=True)]
    total = sum(units)
    return [unit / total for unit in units] if total > 0 else [1.0] + [0.0] * (len(kinds) - 1)
