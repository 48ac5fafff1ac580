"""Per batch of runs: drivers, stocks and measures make the pathway (docs/model.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from simulator.pathways.arrays import Pathway
from simulator.pathways.drivers import driver_values, index_of
from simulator.pathways.measures import NOTHING, apply_effects
from simulator.pathways.projects import apply_projects
from simulator.pathways.stocks import Fleet, Sold, fleet, gompertz, level_factor, sales

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.pathways.arrays import Array
    from simulator.pathways.measures import Record
    from simulator.pathways.prepare import Plan
    from simulator.pathways.stock_plans import StockPlan

ROUNDING = 1e-9  # shares that add up to 1 at their anchors pass it by less between them
BEFORE_STOCKS = ("sales_share",)


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What differs between the runs of a batch; everything not named stays at the scenario's own.

    runs : how many; outlook : driver -> (run,) position between low (-1), central (0) and high (1)
    strength : measure -> (run,) 0..1; frozen_grid : (run,) 0 default path .. 1 frozen factor
    """

    runs: int
    outlook: Mapping[str, Array] = field(default_factory=dict)
    strength: Mapping[str, Array] = field(default_factory=dict)
    frozen_grid: Array | None = None

    def part(self, start: int, stop: int) -> Draws:
        """The runs from `start` to before `stop`."""
        cut = slice(start, stop)
        return Draws(
            runs=min(stop, self.runs) - start,
            outlook={name: values[cut] for name, values in self.outlook.items()},
            strength={name: values[cut] for name, values in self.strength.items()},
            frozen_grid=None if self.frozen_grid is None else self.frozen_grid[cut],
        )


def assemble(plan: Plan, draws: Draws, record: Record | None = None) -> Pathway:
    """Make the pathway of a batch of runs; `record` is told of every step the measures take."""
    runs = draws.runs
    strength = {name: np.full(runs, value) for name, value in plan.strength.items()} | dict(draws.strength)
    drivers = driver_values(plan.outlooks, draws.outlook, runs)
    fleets, sold, gave_way = follow_stocks(plan, drivers, strength, runs, record)
    drivers |= {name: one.total for name, one in sold.items()}
    activity = activities(plan, drivers, runs)
    intensity = spread(plan.intensity * plan.base_energy, runs)
    intensity /= np.where(activity[:1] > 0.0, activity[:1], 1.0)
    arrays = {
        "activity": activity,
        "intensity": intensity,
        "share": spread(plan.share, runs),
        "capacity": spread(plan.capacity, runs),
        "hours": spread(plan.hours, runs),
        "heat_share": spread(plan.heat_share, runs),
        "process": processes(plan, drivers, runs),
        "capture": spread(np.zeros((len(plan.layout.years), len(plan.layout.captured))), runs),
    }
    put_fleets(plan, arrays, fleets)
    gave_way |= apply_effects(arrays, plan.effects, strength, plan.layout.link_branch, record)
    heat = np.flatnonzero([fuel == "heat" for _, fuel in plan.layout.links])
    losses = plan.scenario.region.info.heat_losses
    apply_projects(plan.projects, arrays, plan.layout.link_branch, heat, losses, record)
    follow_branches(plan, arrays)
    limited = keep_within_room(plan, arrays["capacity"])
    heat_scaled = keep_heat_whole(arrays["heat_share"])
    np.clip(arrays["capture"], 0.0, 1.0, out=arrays["capture"])
    info = plan.scenario.region.info
    return Pathway(
        layout=plan.layout,
        drivers=drivers,
        grid_factor=grid(plan, draws, runs),
        loss_rate=info.electricity_losses,
        heat_loss_rate=info.heat_losses,
        origins=plan.origins,
        gave_way=tuple(sorted(gave_way)),
        limited=limited,
        heat_scaled=heat_scaled,
        sold=sold,
        **arrays,
    )


def spread(values: Array, runs: int) -> Array:
    """(year, item) -> (year, item, run), the same in every run; memory item by item as in `zeros`."""
    out = np.empty((*values.T.shape, runs))
    out[...] = values.T[:, :, None]
    return out.swapaxes(0, 1)


def activities(plan: Plan, drivers: Mapping[str, Array], runs: int) -> Array:
    """Activity of every branch in its own unit, (year, branch, run).

    It starts at the driver's or stock's base level and follows it to the power of the elasticity.
    """
    out = spread(plan.activity, runs)
    cache: dict[tuple[str, float], Array] = {}
    for index, row in enumerate(plan.branches):
        name = row.stock if row.method == "stock" else row.driver
        if not name or row.method == "series":
            continue
        key = (name, row.elasticity)
        if key not in cache:
            cache[key] = drivers[name][:1] * index_of(drivers[name], row.elasticity)
        out[:, index] *= cache[key]
    return out


def processes(plan: Plan, drivers: Mapping[str, Array], runs: int) -> Array:
    """Output of every process product, (year, process, run) 10^4 t."""
    out = spread(plan.process, runs)
    for index, row in enumerate(plan.processes):
        out[:, index] *= index_of(drivers[row.driver], row.elasticity)
    return out


def follow_stocks(
    plan: Plan,
    drivers: Mapping[str, Array],
    strength: Mapping[str, Array],
    runs: int,
    record: Record | None = None,
) -> tuple[dict[str, Fleet], dict[str, Sold], set[str]]:
    """Every stock's make-up over the years, what was bought, and the measures that gave way on sales."""
    sizes = [len(stock.kinds) for stock in plan.stocks]
    if not sizes:
        return {}, {}, set()
    bounds = np.cumsum([0, *sizes])
    sold = spread(np.concatenate([stock.sales_share for stock in plan.stocks], axis=1), runs)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    effects = [effect for effect in plan.effects if effect.quantity in BEFORE_STOCKS]
    shares = {"sales_share": sold}
    gave_way = apply_effects(shares, effects, strength, owner, record)
    totals = {stock.row.stock: stock_total(stock, drivers) for stock in plan.stocks}
    bought = sales(
        np.stack(list(totals.values())),
        np.stack([stock.base_left for stock in plan.stocks]),
        np.stack([stock.kept for stock in plan.stocks]),
    )
    fleets, what = {}, {}
    for index, stock in enumerate(plan.stocks):
        total = totals[stock.row.stock]
        share = shares["sales_share"][:, bounds[index] : bounds[index + 1]]
        what[stock.row.stock] = Sold(total, bought[index], share)
        fleets[stock.row.stock] = fleet(
            total,
            base_left=stock.base_left,
            kept=stock.kept,
            base_share=stock.base_share,
            sales_share=share,
            use=stock.use,
            sales_intensity=stock.sales_intensity,
            bought=bought[index],
        )
    return fleets, what, gave_way


def stock_total(stock: StockPlan, drivers: Mapping[str, Array]) -> Array:
    """Number of things in use, (year, run): a saturation curve or the driver's own growth."""
    row = stock.row
    if stock.saturation is None:
        total = row.value * index_of(drivers[row.driver], row.elasticity)
    else:
        curve = gompertz(
            drivers[row.driver],
            ceiling=stock.saturation.ceiling_per_1000,
            alpha=stock.saturation.alpha,
            beta=stock.saturation.beta,
        )
        people = drivers["population"]
        actual = row.value / people[0] * 1000.0
        total = curve * level_factor(actual, curve) * people / 1000.0
    return np.asarray(total * stock.multiple[:, None])


def put_fleets(plan: Plan, arrays: dict[str, Array], fleets: Mapping[str, Fleet]) -> None:
    """Give the branches of a stock the intensity and, where the kinds are fuels, the shares of its fleet."""
    kinds = {stock.row.stock: stock.kinds for stock in plan.stocks}
    places = {link: index for index, link in enumerate(plan.layout.links)}
    for index, row in enumerate(plan.branches):
        if row.method != "stock":
            continue
        made = fleets[row.stock]
        arrays["intensity"][:, index] *= made.intensity
        for kind, fuel in enumerate(kinds[row.stock]):
            link = places.get((row.branch, fuel))
            if link is not None:
                arrays["share"][:, link] = made.share[:, kind]


def follow_branches(plan: Plan, arrays: dict[str, Array]) -> None:
    """Plants on recovered gas or heat run with the branch that gives it."""
    for plant, branch in enumerate(plan.plant_driver):
        if branch >= 0:
            followed = arrays["activity"][:, branch]
            arrays["capacity"][:, plant] *= followed / followed[:1]


def keep_heat_whole(heat_share: Array) -> bool:
    """Heat plants that claim more than the demand give way pro rata; True if they did. The rest is bought."""
    total = heat_share.sum(axis=1, keepdims=True)
    heat_share /= np.where(total > 1.0 + NOTHING, total, 1.0)
    return bool(np.any(total > 1.0 + ROUNDING))


def keep_within_room(plan: Plan, capacity: Array) -> tuple[str, ...]:
    """Hold plants at the area there is for them; returns those that wanted more."""
    limited = []
    for plant in np.flatnonzero(np.isfinite(plan.capacity_limit)):
        wanted = capacity[:, plant]
        if wanted.max() > plan.capacity_limit[plant]:
            np.minimum(wanted, plan.capacity_limit[plant], out=wanted)
            limited.append(plan.layout.plants[plant])
    return tuple(limited)


def grid(plan: Plan, draws: Draws, runs: int) -> Array:
    """CO2 factor of imported electricity, (year, run)."""
    frozen = np.zeros(runs) if draws.frozen_grid is None else draws.frozen_grid
    return np.asarray(plan.grid_factor[:, None] * (1.0 - frozen) + plan.grid_frozen[:, None] * frozen)
