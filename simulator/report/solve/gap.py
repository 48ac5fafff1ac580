"""Missed targets and the single measures that close them: lines of the first page, parts of a summary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report import screen
from simulator.report.words import colon, figure, percent, separator, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.assess.targets import Verdict
    from simulator.explore.solve.gap import Gap, Step


def gap_lines(gaps: Sequence[Gap], lang: str, *, rates_only: bool = False) -> list[str]:
    """A heading and one entry for each missed target; `rates_only` tells no cost, which is a total."""
    told = [gap for gap in gaps if not (rates_only and screen.hidden(gap.verdict))]
    if not told:
        return []
    heading = say("gap_heading_rates" if rates_only else "gap_heading", lang)
    entries = [f"  {gap.verdict.target.id}{colon(lang)}{gap_text(gap, lang, rates_only)}" for gap in told]
    return [heading, *(line for entry in entries for line in wrapped(entry, lang))]


def gap_text(gap: Gap, lang: str, rates_only: bool) -> str:
    """What closes one target alone, or what comes nearest."""
    steps = [step_text(step, lang, rates_only) for step in gap.told]
    if gap.closes:
        more = len(gap.steps) - len(gap.told)
        return separator(lang).join([*steps, *([say("gap_more", lang, count=more)] if more else [])])
    parts = [say("gap_none", lang)]
    if steps:
        margin = step_margin(gap.verdict, gap.steps[0])
        parts.append(say("gap_nearest", lang, step=steps[0], margin=margin))
    else:
        parts.append(say("gap_nothing", lang))
    return separator(lang).join(parts)


def step_text(step: Step, lang: str, rates_only: bool) -> str:
    """A measure with its strength and, unless only rates are told, its cost."""
    title, strength = step.measure.entry.title.text(lang), step_strength(step, lang)
    if rates_only:
        return say("gap_step", lang, title=title, strength=strength)
    return say("gap_step_cost", lang, title=title, strength=strength, cost=step_cost(step, lang))


def step_strength(step: Step, lang: str) -> str:
    """Strength in per cent, with the present one before it if the scenario uses the measure."""
    strength = percent(step.strength, 0)
    return say("gap_strength", lang, now=percent(step.now, 0), strength=strength) if step.now else strength


def step_cost(step: Step, lang: str) -> str:
    """Cost from low to high in the target's year."""
    if step.cost is None:
        return say("gap_cost_unknown", lang)
    return say("gap_cost", lang, low=figure(step.cost.low), high=figure(step.cost.high))


def step_margin(verdict: Verdict, step: Step) -> str:
    """Margin of the target when the step is taken, as the page writes margins."""
    return "-" if step.margin is None else screen.margin_text(replace(verdict, margin=step.margin))


def gap_part(gap: Gap, lang: str) -> dict[str, Any]:
    """A missed target's measures in words, for documents; `more` close it, too."""
    steps = [
        {
            "measure": step.measure.id,
            "title": step.measure.entry.title.text(lang),
            "strength": step_strength(step, lang),
            "margin": step_margin(gap.verdict, step),
            "cost": step_cost(step, lang),
        }
        for step in gap.told
    ]
    return {"closes": gap.closes, "steps": steps, "more": len(gap.steps) - len(steps)}
