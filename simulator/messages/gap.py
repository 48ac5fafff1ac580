"""What is said of closing a missed target by one measure: key -> (English, Chinese)."""

from __future__ import annotations

GAP: dict[str, tuple[str, str]] = {
    "gap_heading": (
        "Missed targets closed by one measure alone, cheapest first (strength; cost in the target's year)",
        "单项措施能否补足未完成目标，由低成本到高成本（强度；目标年成本）",
    ),
    "gap_heading_rates": (
        "Missed targets closed by one measure alone, cheapest first (strength)",
        "单项措施能否补足未完成目标，由低成本到高成本（强度）",
    ),
    "gap_step": ("{title} {strength}", "{title} {strength}"),
    "gap_step_cost": ("{title} {strength} ({cost})", "{title} {strength}（{cost}）"),
    "gap_strength": ("{now} to {strength}", "{now}→{strength}"),
    "gap_cost": ("{low} to {high} 10^4 CNY", "{low}至{high}万元"),
    "gap_cost_unknown": ("cost not known", "成本未知"),
    "gap_more": ("{count} more", "另有{count}项"),
    "gap_none": ("none alone", "单项均不足"),
    "gap_nearest": ("nearest {step}, margin {margin}", "最接近的是{step}，余量 {margin}"),
    "gap_nothing": ("no measure of the library brings it nearer", "措施库中没有措施能缩小差距"),
    # In a draft
    "draft.gap_table": (
        "Closing missed targets by one measure, {scenario}",
        "{scenario}未完成目标的单项补足措施",
    ),
    "draft.gap_measure": ("Measure alone", "单项措施"),
    "draft.gap_closes": ("Closes it", "能否补足"),
    "draft.gap_yes": ("yes, {count} in all", "能，共{count}项"),
    "draft.gap_no": ("no, the nearest", "不能，最接近"),
    "draft.gap_nothing": ("no measure helps", "无有效措施"),
    "draft.gap_strength": ("Strength", "强度"),
    "draft.gap_margin": ("Margin then", "届时余量"),
    "draft.gap_cost": ("Cost", "成本"),
    "draft.gap_note": (
        "Each measure by itself, all else as in the scenario. Strength is the least whole per cent found that meets"
        " the target; what 100 % means stands in the library of measures. At most three are listed",
        "每项措施单独加强，其余与情景相同。强度为试算所得达到目标的最小整数百分比，100%的含义见措施库。最多列三项",
    ),
    "draft.gap_cost_note": (
        "Cheapest first, by the library's cost a tonne times the tonnes cut in the target's year, low to high;"
        " a cost that is not known is not zero",
        "按成本由低到高排列；成本为措施库吨成本（低至高）乘以目标年减排量，未知不等于零",
    ),
}
