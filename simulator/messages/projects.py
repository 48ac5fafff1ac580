"""Single projects, key emitters and a study's own accounting: key -> (English, Chinese)."""

from __future__ import annotations

PROJECTS: dict[str, tuple[str, str]] = {
    "explain.step.project": ("change by named projects (projects.csv)", "项目清单（projects.csv）带来的变化"),
    "explain.rule.project": (
        "less what closed; projects inside the growth use it up; the rest comes on top (docs/model.md)",
        "先扣关停，增长内的项目占用增长，其余为净增（docs/model.md）",
    ),
    # The marginal run of a project
    "project_heading": (
        "Project: {title} ({kind}, {status}, from {year}) at {target}; {acts}",
        "项目：{title}（{kind}，{status}，{year}年起），作用于 {target}；{acts}",
    ),
    "project_kind.new": ("new", "新建"),
    "project_kind.expansion": ("expansion", "扩建"),
    "project_kind.closing": ("closing", "关停"),
    "project_status.": ("status not stated", "状态未注明"),
    "project_status.planned": ("planned", "拟建"),
    "project_status.approved": ("approved", "已批"),
    "project_status.building": ("being built", "在建"),
    "project_status.running": ("running", "已投产"),
    "project_status.closed": ("closed", "已关停"),
    "project_acts.none": ("only evaluated, not in the projection", "仅评价，不进入测算"),
    "project_acts.growth": ("inside the growth of its branch", "计入所在分支的增长之内"),
    "project_acts.extra": ("on top of the growth of its branch", "在所在分支增长之外另加"),
    "project_acts.closing": ("leaves the base of its branch", "从所在分支基数中扣除"),
    "project_with": ("with the project", "含项目"),
    "project_difference": ("difference", "差值"),
    "project_peak": (
        "CO2 peak: {before} without, {after} with the project",
        "达峰：不含项目 {before}，含项目 {after}",
    ),
    "project_peak_frozen": (
        "Grid factor frozen: {before} without, {after} with the project",
        "电网因子冻结时：不含项目 {before}，含项目 {after}",
    ),
    "project_otherwise": (
        "If it were {acts}: CO2 of {year} {change} {unit}",
        "若{acts}：{year}年碳排放 {change} {unit}",
    ),
    "project_heat": (
        "Heat plants together claim more than the heat demand and give way pro rata: the project mostly takes the place of others",
        "供热机组合计超过热力需求，已按比例压减：该项目主要替代其他热源",
    ),
    "project_no_room": ("There is no area for all of it: {plants}", "可用面积不足，容量受限：{plants}"),
    "project_no_verdict": ("None of the {count} target verdicts changes", "{count}项目标的判定均不变"),
    "project_verdicts": ("Target verdicts that change", "判定发生变化的目标"),
    "project_evaluation": ("Carbon evaluation of the project itself", "项目自身碳排放评价"),
    "project_co2": ("{year}: {co2}, {share} of the region's CO2", "{year}年：{co2}，占区域碳排放{share}"),
    "project_per_product": ("{value} t/t of {product}", "单位产品 {value} t/t（{product}）"),
    "project_per_value": ("{value} t/1e4 CNY of value added", "单位增加值 {value} t/万元"),
    "project_budget": ("{share} of the CO2 budget of the year", "占当年碳排放预算{share}"),
    "project_no_budget": ("no CO2 budget handed down for the year", "当年未下达碳排放预算"),
    "project_due": (
        "{coal} t of coal a year: 1000 t or more, so a carbon evaluation is due",
        "年用煤 {coal} t，达到 1000 t，须开展碳排放评价",
    ),
    "project_not_due": (
        "{coal} t of coal a year: below the 1000 t of the coal rule; check the limit on total energy too",
        "年用煤 {coal} t，未达 1000 t 用煤标准；另须核对综合能耗标准",
    ),
    "project_scenario": (
        "name a scenario in the file (scenario: yiwu/baseline) or with --in",
        "请在文件中写明情景（scenario: yiwu/baseline），或用 --in 指定",
    ),
    # Key emitters
    "firms_heading": (
        "{region}: carbon accounts of key emitters, factors of {year}; CO2 in 10^4 t",
        "{region}：重点企业碳账户（{year}年因子），碳排放单位万t",
    ),
    "firms.firm": ("firm", "企业"),
    "firms.branch": ("branch", "用能分支"),
    "firms.firms": ("firms", "企业数"),
    "firms.co2": ("CO2", "碳排放"),
    "firms.fuel": ("fuels", "化石燃料"),
    "firms.electricity": ("electricity", "电力"),
    "firms.heat": ("heat", "热力"),
    "firms.intensity": ("t/1e4 CNY", "t/万元"),
    "firms.productivity": ("1e4 CNY/tce", "万元/tce"),
    "firms.class": ("class", "类别"),
    "firms.covered": ("of the branch", "占分支能耗"),
    "firms.class_parts": ("by class", "各类占比"),
    "firm_class.low_carbon_efficient": ("low carbon, efficient", "低碳高效"),
    "firm_class.high_carbon_efficient": ("high carbon, efficient", "高碳高效"),
    "firm_class.high_carbon_inefficient": ("high carbon, inefficient", "高碳低效"),
    "firm_class.low_carbon_inefficient": (
        "low carbon, inefficient (no class of the plan)",
        "低碳低效（规划未列）",
    ),
    "firm_class.unknown": ("not sorted", "未分类"),
    "firms_rule": (
        "Low carbon: CO2 per output at most {carbon} x the branch mean; efficient: output per energy at least"
        " {productivity} x; means over the listed firms; default limits are this project's own",
        "低碳：单位产值碳排放不高于分支均值的{carbon}倍；高效：单位能耗产值不低于均值的{productivity}倍；均值按名录企业计；默认阈值为本项目自定",
    ),
    "firms_over": (
        "The list uses more energy than the branch has in the base year: {names}; check the boundary",
        "名录企业能耗超过分支基年能耗：{names}，请核对口径",
    ),
    "firms_single": (
        "One firm only, so there is no mean to sort it by: {names}",
        "仅一家企业，无均值可比，未分类：{names}",
    ),
    "firms_unknown": ("No output value, not sorted: {names}", "缺少产值，未分类：{names}"),
    "firms_none": ("the list holds no firm", "名录中没有企业"),
    "firms_snippet": (
        "by class, on the region's own paths; replaces them in your scenario; nothing has been applied",
        "按类别推算，已乘区域原有路径；写入情景即取代原路径；此处未应用",
    ),
    "firms_no_snippet": (
        "Nothing to suggest: give growth or intensity by class in --rules, and a list that fits its branch",
        "无可给出的参数：请在 --rules 中填写各类增速或强度变化，且名录能耗不超过分支",
    ),
    # A study's own accounting
    "explain.imports.thermal_share": ("thermal part of imported power", "调入电力中火电占比"),
    "explain.imports.clean_share": ("clean part of imported power", "调入电力中清洁电占比"),
    "explain.imports.thermal_rate": ("coal per kWh of the thermal part", "火电部分供电煤耗"),
    "explain.imports.clean_rate": ("energy per kWh of the clean part", "清洁电部分折标系数"),
    "explain.imports.thermal_co2": ("CO2 factor of the thermal part", "火电部分燃料排放因子"),
    "explain.imports.rate": ("energy per kWh of imported power", "调入电力折标系数"),
    "factors.own": ("the study's own (factors.csv)", "研究自带（factors.csv）"),
    "grid.own": ("split into thermal and clean (imports.csv)", "火电与清洁电分拆（imports.csv）"),
    "own_factors_missing": (
        "expected factors.csv of the region to cover {missing}; rows for coal, oil and gas cover their fuels",
        "区域的 factors.csv 须覆盖 {missing}；coal、oil、gas 各一行即覆盖其下各品种",
    ),
    "own_imports_missing": (
        "expected imports.csv of the region to give {missing}",
        "区域的 imports.csv 须给出 {missing}",
    ),
    # What is wrong with a project
    "project_twice": (
        "this project is in projects.csv already; name the file otherwise",
        "projects.csv 中已有此项目，请改用其他文件名",
    ),
    "project_needs": ("a project that acts needs {needed}", "参与测算的项目须填写 {needed}"),
    "project_gives": (
        "expected >= 0: what gives power or heat has a plant as its target, not a branch",
        "应当 >= 0：对外供电供热的项目，target 应为电源热源而非用能分支",
    ),
    "closing_too_much": (
        "expected at most {there}, which is all the base year has of it",
        "应不超过基年已有的 {there}",
    ),
}
