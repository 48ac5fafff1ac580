"""Consistency of a region's numbers: sums, shares and ratios against its province, as an analyst would ask.

The rules are data, parameters/checks/*.yaml. A rule is asked only if everything it needs is there; a value
far outside its band is an error (a unit is wrong), one just outside a warning.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from simulator.errors import Origin, Problems
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import parameters_folder, region_ids
from simulator.inputs.region import load_region
from simulator.inputs.schema import Fraction, Strict, Title, validate
from simulator.inputs.yaml_lines import read_yaml
from simulator.messages import LANGUAGES, TEXT, say
from simulator.variables import INDICATORS, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulator.inputs.region import Region

Level = Literal["error", "warning"]
Band = Annotated[list[float], Field(min_length=2, max_length=2)]
STRUCTURE = ("primary", "industry", "construction", "services")  # parts of GDP
PLACEHOLDER_MARK = "占位值 | placeholder"  # the source of a number that `sim init` took from another region
NAMES_SHOWN = 6


class Way(Strict):
    """One way to a quantity: of x times / per."""

    of: str
    times: str = ""
    per: str = ""


class Rule(Strict):
    """What all rules have: what they are about, and what an analyst would ask."""

    id: str
    title: Title
    ask: Title


class Ratio(Rule):
    """of / per x scale, inside a band and near the province's; `wrong` times outside it is an error."""

    of: str
    per: str
    unit: str
    plausible: Band
    wrong: float
    scale: float = 1.0
    province: Band | None = None
    source: str
    grade: Literal["reported", "recalled", "derived", "assumed"]
    confidence: Literal["high", "medium", "low"]


class Sum(Rule):
    """Parts, with weights, that equal a total or are at most it."""

    parts: dict[str, float]
    total: str | float
    relation: Literal["equal", "most"]
    warn: Fraction
    wrong: Fraction


class Product(Rule):
    """A product that equals another number."""

    of: list[str]
    equals: str
    warn: Fraction
    wrong: Fraction


class Jump(Rule):
    """Years of an indicator that follow each other, apart by a factor."""

    of: list[str]
    warn: float
    wrong: float


class Rules(Strict):
    """All rules of one file."""

    quantities: dict[str, list[Way]] = {}
    ratios: list[Ratio] = []
    sums: list[Sum] = []
    products: list[Product] = []
    jumps: list[Jump] = []


class Number(NamedTuple):
    """A number of the base year in model units and where it was written."""

    value: float
    unit: str
    origin: Origin


class Finding(NamedTuple):
    """What stands out, in both languages, what an analyst would ask, and the number it is about."""

    level: Level
    rule: str
    origin: Origin
    en: str
    zh: str
    ask: Title | None = None

    def question(self, lang: str) -> str:
        """The question at the end, with its punctuation; empty if there is none."""
        if self.ask is None:
            return ""
        return f"；{self.ask.zh}？" if lang == "zh" else f"; {self.ask.en.rstrip('?')}?"

    def text(self, lang: str) -> str:
        """The finding as one sentence."""
        return (self.zh if lang == "zh" else self.en) + self.question(lang)


Numbers = dict[str, Number]


@cache
def rules() -> Rules:
    """The bundled rules, all files together. Raises InputError if one is broken."""
    problems = Problems()
    merged = Rules()
    for path in sorted((parameters_folder() / "checks").glob("*.yaml")):
        document = read_yaml(path, problems)
        found = validate(Rules, document, problems) if document else None
        if found is not None:
            merged = Rules.model_construct(
                quantities=merged.quantities | found.quantities,
                ratios=merged.ratios + found.ratios,
                sums=merged.sums + found.sums,
                products=merged.products + found.products,
                jumps=merged.jumps + found.jumps,
            )
    problems.raise_if_any()
    return merged


def consistency(region: Region) -> list[Finding]:
    """Every rule that the region's numbers can answer and do not pass; errors first."""
    mine = numbers_of(region)
    others = {name: numbers for name, numbers in neighbours().items() if name != region.info.id}
    province = others.get(region.info.benchmark or "", {})
    found = [finding for rule in rules().ratios for finding in ask_ratio(rule, mine, province, others)]
    found += [finding for rule in rules().sums for finding in ask_sum(rule, mine)]
    found += [finding for rule in rules().products for finding in ask_product(rule, mine)]
    found += [finding for rule in rules().jumps for finding in ask_jump(rule, region)]
    found += placeholders(region)
    return sorted(found, key=lambda finding: finding.level)


def asked(region: Region) -> tuple[int, int]:
    """How many rules there are, and how many find the numbers they need."""
    mine, all_rules = numbers_of(region), rules()
    needs = [{rule.of, rule.per} for rule in all_rules.ratios]
    needs += [{*rule.parts, *total_of(rule)} for rule in all_rules.sums]
    needs += [{*rule.of, rule.equals} for rule in all_rules.products]
    answered, jumps = sum(need <= set(mine) for need in needs), len(all_rules.jumps)
    return len(needs) + jumps, answered + jumps


def total_of(rule: Sum) -> list[str]:
    """The total of a sum where it is a number of the region."""
    return [rule.total] if isinstance(rule.total, str) else []


@cache
def neighbours() -> dict[str, Numbers]:
    """Numbers of every bundled region, in order of the alphabet."""
    factors = load_factors(Problems())
    loaded = {name: load_region(name, factors, Problems()) for name in region_ids()}
    return {name: numbers_of(region) for name, region in loaded.items() if region is not None}


# ---- the numbers of a region ----


def numbers_of(region: Region) -> Numbers:
    """Base-year numbers by name: anchors, drivers, stocks, processes, sums of the balance, derived ones."""
    base = region.info.base_year
    found: Numbers = {}
    for process in region.processes:
        if process.value is not None:
            found[process.process] = Number(process.value, process.unit, process.origin)
    for stock in region.stocks:
        found[stock.stock] = Number(stock.value, stock.unit, stock.origin)
    for driver in region.drivers:
        if driver.year == base and driver.case == "actual":
            found[driver.variable] = Number(driver.value, driver.unit, driver.origin)
    for anchor in region.anchors:
        if anchor.year == base and anchor.value is not None and not anchor.scope:
            found.setdefault(anchor.indicator, Number(anchor.value, anchor.unit, anchor.origin))
    found |= balance_sums(region) | derived(found)
    for name, ways in rules().quantities.items():
        computed = next((number for way in ways if (number := by_way(way, found))), None)
        if computed:
            found[name] = computed
    return found


def balance_sums(region: Region) -> Numbers:
    """balance.FUEL, plants included, in 10^4 tce."""
    sums: Numbers = {}
    for cell in region.balance:
        name = f"balance.{cell.fuel}"
        before = sums[name].value if name in sums else 0.0
        sums[name] = Number(before + cell.value, cell.unit, cell.origin)
    if region.balance:
        for fuel in ("coal", "coke", "electricity"):
            sums.setdefault(f"balance.{fuel}", Number(0.0, "1e4 tce", region.balance[0].origin))
    return sums


def derived(found: Mapping[str, Number]) -> Numbers:
    """Value added by sector and people by place; one part of GDP that is not given takes the rest."""
    new: Numbers = {}
    shares = {part: found.get(f"structure.{part}") for part in STRUCTURE}
    given = [share for share in shares.values() if share]
    rest = given[0]._replace(value=1.0 - sum(s.value for s in given)) if len(given) == 3 else None
    for part, share in shares.items():
        share = share or rest
        if share and "gdp" in found:
            value = share.value * found["gdp"].value
            new[f"value_added.{part}"] = share._replace(value=value, unit="1e8 CNY")
    if "urban_share" in found and "population" in found:
        share, people = found["urban_share"], found["population"]
        new["population.urban"] = people._replace(value=people.value * share.value)
        new["population.rural"] = people._replace(value=people.value * (1.0 - share.value))
    return new


def by_way(way: Way, found: Mapping[str, Number]) -> Number | None:
    """A quantity computed in one way, None if a part of it is missing."""
    if any(name and name not in found for name in (way.of, way.times, way.per)):
        return None
    times = found[way.times].value if way.times else 1.0
    per = found[way.per].value if way.per else 1.0
    start = found[way.of]
    unit = start.unit if not way.times else "1e4 tce"
    return Number(start.value * times / per, unit, start.origin) if per else None


# ---- ratios ----


def ask_ratio(
    rule: Ratio, mine: Numbers, province: Numbers, others: Mapping[str, Numbers]
) -> Iterator[Finding]:
    """A ratio outside its band, or far from the province's."""
    value = ratio(rule, mine)
    if value is None:
        return
    theirs = ratio(rule, province) if rule.province else None
    low, high = rule.plausible
    outside = not low <= value <= high
    apart = theirs and rule.province and not rule.province[0] <= value / theirs <= rule.province[1]
    if not outside and not apart:
        return
    level: Level = "error" if value > high * rule.wrong or value < low / rule.wrong else "warning"
    nearby = {name: ratio(rule, other) for name, other in others.items() if other is not province}
    said = {lang: ratio_text(rule, value, theirs, nearby, outside, lang) for lang in LANGUAGES}
    yield Finding(level, rule.id, mine[rule.of].origin, **said, ask=rule.ask)


def ratio(rule: Ratio, numbers: Mapping[str, Number]) -> float | None:
    """The ratio in the unit of the rule; None if a part is missing or nothing can be divided."""
    if rule.of not in numbers or rule.per not in numbers or not numbers[rule.per].value:
        return None
    return numbers[rule.of].value / numbers[rule.per].value * rule.scale


def ratio_text(
    rule: Ratio,
    value: float,
    province: float | None,
    others: Mapping[str, float | None],
    outside: bool,
    lang: str,
) -> str:
    """The finding in words: the value, the band, the province, the neighbours, the question."""
    name, unit = rule.title.text(lang), "" if rule.unit == "ratio" else unit_text(rule.unit, lang)
    text = say("check.ratio", lang, name=name, value=short(value), unit=unit).rstrip()
    if outside:
        low, high = rule.plausible
        text += say("check.band", lang, low=short(low), high=short(high))
    if province:
        times, other = value / province, short(province)
        key = "check.times" if times >= 1.0 else "check.part"
        shown = short(times) if times >= 1.0 else f"{times:.2g}"
        text += say(key, lang, times=shown, other=other, region=say("check.province", lang))
    known = [f"{region} {short(other)}" for region, other in others.items() if other is not None]
    if known:
        text += say("check.neighbours", lang, list=known)
    return text


def short(value: float) -> str:
    """A number of three digits as people write it.

    >>> short(7466.9), short(0.38112), short(65230000)
    ('7470', '0.381', '6.52e+07')
    """
    return f"{value:.3g}" if abs(value) < 1000 or abs(value) >= 1e7 else f"{float(f'{value:.3g}'):.0f}"


# ---- sums, products, jumps ----


def ask_sum(rule: Sum, mine: Numbers) -> Iterator[Finding]:
    """Parts that do not add up to their total, or are more than it."""
    if any(name not in mine for name in (*rule.parts, *total_of(rule))):
        return
    total = mine[rule.total].value if isinstance(rule.total, str) else rule.total
    added = sum(mine[name].value * weight for name, weight in rule.parts.items())
    gap = (added - total) / total if total else 0.0
    if gap <= rule.warn and (rule.relation == "most" or gap >= -rule.warn):
        return
    key = "check.sum" if rule.relation == "equal" else "check.most"
    total_name = rule.total if isinstance(rule.total, str) else ""
    first = next(iter(rule.parts))
    unit = mine[rule.total].unit if isinstance(rule.total, str) else ""
    yield told(rule, key, mine[first].origin, (added, total, gap), (total_name, unit))


def ask_product(rule: Product, mine: Numbers) -> Iterator[Finding]:
    """A product that is not what another number says."""
    if any(name not in mine for name in (*rule.of, rule.equals)):
        return
    value, total = prod(mine[name].value for name in rule.of), mine[rule.equals].value
    gap = (value - total) / total if total else 0.0
    if abs(gap) > rule.warn:
        names = (rule.equals, mine[rule.equals].unit)
        yield told(rule, "check.product", mine[rule.equals].origin, (value, total, gap), names)


def told(
    rule: Sum | Product,
    key: str,
    origin: Origin,
    numbers: tuple[float, float, float],
    names: tuple[str, str],
) -> Finding:
    """A sum or a product that does not fit, in words."""
    value, total, gap = numbers
    level: Level = "error" if abs(gap) > rule.wrong else "warning"
    said = {}
    for lang in LANGUAGES:
        words = {
            "parts": rule.title.text(lang),
            "sum": short(value),
            "unit": unit_text(names[1], lang) if names[1] != "ratio" else "",
            "name": name_of(names[0], lang),
            "value": short(total),
            "gap": f"{gap:+.1%}",
        }
        said[lang] = say(key, lang, **words).replace(" ,", ",")
    return Finding(level, rule.id, origin, **said, ask=rule.ask)


def name_of(name: str, lang: str) -> str:
    """Name of an indicator or an anchor."""
    if not name:
        return say("check.whole", lang)
    if name in INDICATORS:
        return INDICATORS[name].text(lang)
    return say(f"anchor.{name}", lang) if f"anchor.{name}" in TEXT else name


def ask_jump(rule: Jump, region: Region) -> Iterator[Finding]:
    """Neighbouring years of an indicator that lie too far apart."""
    base = region.info.base_year
    for name in rule.of:
        points = {r.year: (r.value, r.origin) for r in region.history if r.indicator == name}
        now = numbers_of(region).get(name)
        if now and points:
            points.setdefault(base, (now.value, now.origin))
        for first, last in pairwise(sorted(points)):
            (old, where), (new, _) = points[first], points[last]
            times = max(old, new) / min(old, new) if min(old, new) > 0.0 else 1.0
            if times > rule.warn:
                yield jumped(rule, name, (first, last), (old, new), where)


def jumped(
    rule: Jump, name: str, years: tuple[int, int], values: tuple[float, float], origin: Origin
) -> Finding:
    """A jump in words."""
    times = max(values) / min(values)
    level: Level = "error" if times > rule.wrong else "warning"
    said = {}
    for lang in LANGUAGES:
        words = {"name": name_of(name, lang), "times": short(times)}
        words |= {"first": short(values[0]), "last": short(values[1])}
        words |= {"from_year": str(years[0]), "to_year": str(years[1])}
        said[lang] = say("check.jump", lang, **words)
    return Finding(level, rule.id, origin, **said, ask=rule.ask)


def placeholders(region: Region) -> Iterator[Finding]:
    """One finding for all numbers that `sim init` took from another region."""
    borrowed = [
        (getattr(row, "variable", "") or getattr(row, "stock", ""), row.origin)
        for row in (*region.drivers, *region.stocks)
        if row.source.startswith(PLACEHOLDER_MARK)
    ]
    borrowed += [("balance", row.origin) for row in region.balance if row.source.startswith(PLACEHOLDER_MARK)]
    if borrowed:
        names = list(dict.fromkeys(name for name, _ in borrowed))
        shown = names[:NAMES_SHOWN] + ["..."] * (len(names) > NAMES_SHOWN)
        english, chinese = (
            say("check.placeholder", lang, count=len(borrowed), list=shown) for lang in ("en", "zh")
        )
        yield Finding("warning", "placeholder", borrowed[0][1], english, chinese)


# ---- sim data check ----


def check_text(name: str, lang: str) -> tuple[str, int]:
    """The findings about a region as lines, and how many are errors. Raises InputError."""
    problems = Problems()
    region = load_region(name, load_factors(problems), problems)
    problems.raise_if_any()
    assert region is not None
    found, (count, answered) = consistency(region), asked(region)
    title = region.info.title.text(lang)
    lines = [say("check_heading", lang, region=title, rules=count, used=answered)]
    for finding in found:
        level = say(f"check_{finding.level}", lang)
        lines.append(f"{finding.origin}: {level}: {finding.text(lang)}")
    errors = sum(finding.level == "error" for finding in found)
    counted = say("check_count", lang, errors=errors, warnings=len(found) - errors)
    return "\n".join([*lines, counted if found else say("check_clean", lang)]), errors
