"""What contributions and decompositions say: key -> (English, Chinese)."""

from __future__ import annotations

ATTRIBUTION: dict[str, tuple[str, str]] = {
    # What cannot be held against each other
    "attribution_other_region": (
        "contributions need one region, the baseline {baseline} is of {region}",
        "贡献分解须为同一区域，而基准 {baseline} 属于 {region}",
    ),
    "attribution_other_accounting": (
        "contributions need one accounting rule, the baseline {baseline} has {wanted}",
        "贡献分解须为同一核算口径，而基准 {baseline} 为 {wanted}",
    ),
    "attribution_unknown_measure": (
        "neither of the two scenarios uses this measure",
        "两个情景均未采用该措施",
    ),
    "attribution_measure_twice": (
        "a measure can be in one group only",
        "一项措施只能归入一个组",
    ),
    # Who is credited
    "player.cross_cutting": ("Cross-cutting", "综合措施"),
    "player.drivers": ("Drivers", "驱动因素"),
    "player.other_changes": ("Other changes of inputs", "其他输入变动"),
    "player.other_measures": ("Other measures", "其余措施"),
    "player.rest": ("{count} smaller ones", "其余{count}项"),
    "player.overlap": ("Overlap", "重叠"),
    "player.all": ("Together", "合计"),
    # Tables and lines
    "attribution_credited": ("credited", "贡献"),
    "attribution_error": ("standard error", "标准误"),
    "attribution_alone": ("alone", "单独"),
    "attribution_last": ("as the last", "最后加入"),
    "attribution_overlap": ("overlap", "重叠"),
    "attribution_peak_value": ("peak height", "峰值"),
    "attribution_peak_year": ("peak year", "达峰年份"),
    "attribution_margin": ("margin {target}", "{target}余量"),
    "attribution_exact": (
        "exact, over all {count} mixes",
        "精确值，遍历全部{count}种组合",
    ),
    "attribution_sampled": (
        "measures sampled in {count} orders, standard error at most {error}",
        "各措施抽样{count}种次序，标准误不超过{error}",
    ),
    "attribution_still": (
        "move neither CO2, energy nor a margin: {names}",
        "不影响碳排放、能耗和目标余量：{names}",
    ),
    "attribution_rising": (
        "in {count} of {runs} mixes CO2 rises to the end: their peak year is the year the projection ends with",
        "{runs}种组合中有{count}种碳排放至期末仍在上升，其达峰年份按测算末期计",
    ),
    "attribution_smaller": ("{count} more below {value}", "另有{count}项低于{value}"),
    # Charts
    "chart.wedges": ("What lowers CO₂", "减排贡献"),
    "chart.waterfall": ("From baseline to scenario, {year}", "从基准到情景，{year}年"),
    "chart.decomposition": ("Why CO₂ changes", "碳排放变化的原因"),
    "chart.against": ("{region} · {scenario} against {baseline}", "{region} · {scenario}相对{baseline}"),
    "chart.subject": ("{title} · {subject}", "{title} · {subject}"),
    "chart.raises": ("Raises CO₂", "增加排放"),
    "chart.unit_cut": ("{unit} (axis does not start at zero)", "{unit}（坐标轴不从零起）"),
    "chart.change": ("Change", "总变化"),
    "chart.alone": ("Alone", "单独效果"),
    "chart.standard_error": ("± standard error", "±标准误"),
    # Decomposition
    "factor.population": ("People", "人口"),
    "factor.gdp_per_head": ("GDP per head", "人均GDP"),
    "factor.energy_intensity": ("Energy per GDP", "能耗强度"),
    "factor.co2_per_energy": ("CO2 per energy", "单位能耗碳排放"),
    "factor.activity": ("Activity", "活动水平"),
    "factor.structure": ("Structure", "结构"),
    "factor.intensity": ("Energy intensity", "单位活动能耗"),
    "factor.fuel_mix": ("Fuel mix", "用能品种"),
    "factor.co2_factor": ("CO2 factor of fuels and power", "燃料和电力排放因子"),
    "factor.process": ("Process CO2", "工业过程"),
    "factor.captured": ("CO2 captured", "碳捕集"),
    "factor.networks": ("Losses of networks", "网损及其他"),
    "decomposition_subject.region": ("Region (Kaya)", "全区域（Kaya）"),
    "decomposition_subject.sectors": ("All sectors", "各领域合计"),
}
