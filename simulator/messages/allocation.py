"""Dividing a path among sectors or sub-areas: key -> (English, Chinese)."""

from __future__ import annotations

ALLOCATION: dict[str, tuple[str, str]] = {
    # The table of sub-areas
    "subareas_few": (
        "{count} sub-area(s) in this table, expected at least two",
        "表中只有 {count} 个子区域，至少应有两个",
    ),
    "subarea_item": (
        "expected an item such as population, value_added, energy, co2, income_per_head, revenue or share.industry",
        "应为 population、value_added、energy、co2、income_per_head、revenue、share.industry 等项目",
    ),
    "subarea_shares": (
        "expected shares that add up to 1 over the sub-areas",
        "应使各子区域占比之和等于 1",
    ),
    "subarea_no_base": (
        "this sub-area has no row of {item} in {year}, the base of what is divided",
        "该子区域缺少 {year} 年的 {item}，即分解对象的基数",
    ),
    # The order
    "allocate_mix_needs_weights": (
        "expected --weights beside it, for instance per_head=0.4,grandfathering=0.6",
        "应同时给出 --weights，例如 per_head=0.4,grandfathering=0.6",
    ),
    "allocate_weight_form": (
        "expected rules with their weights, for instance per_head=0.4,grandfathering=0.6",
        "应为规则及其权重，例如 per_head=0.4,grandfathering=0.6",
    ),
    "allocate_weight_twice": ("a rule has two weights", "同一规则给出了两个权重"),
    "allocate_weights_sum": ("expected weights that add up to 1", "应使权重之和等于 1"),
    "allocate_cap_and_budget": (
        "a cap and a budget cannot both be kept by a straight path; give one of them",
        "直线路径不能同时满足上限和累计预算，请只给出其中之一",
    ),
    "allocate_needs_year": ("a year is needed, give --year", "需要年份，请给出 --year"),
    "allocate_budget_from": (
        "--from is the first year of a --budget; give both or neither",
        "--from 为 --budget 的起始年份，须同时给出或都不给出",
    ),
    "allocate_budget_small": (
        "expected at least {least}: a straight path from the year before would fall below zero",
        "应不少于 {least}：自上一年起的直线路径会低于零",
    ),
    "allocate_no_path": (
        "expected something this region is known to have in every year",
        "应为该区域各年均有数据的指标",
    ),
    "allocate_nothing": (
        "the base of all parties together is zero; nothing can be divided",
        "各方基数之和为零，无法分解",
    ),
    "allocate_too_much": (
        "the parties add up to {sum}, more than the {region} of the region ({difference}); mend the table, or let --scale"
        " bring them to the region",
        "各方基数之和 {sum} 超过全区域的 {region}（{difference}）；请修正表格，或用 --scale 按比例调整到全区域",
    ),
    # Why a rule is not computed
    "allocate_lacks.item": (
        "rule {rule} needs {items} of every sub-area, missing: {areas}",
        "规则 {rule} 需要每个子区域的 {items}，缺少：{areas}",
    ),
    "allocate_lacks.ability": (
        "rule {rule} needs income_per_head of every sub-area, or revenue and population of every sub-area",
        "规则 {rule} 需要各子区域统一给出 income_per_head，或 revenue 与 population",
    ),
    "allocate_lacks.sectors": (
        "rule {rule} does not fit sectors: they have no people or value added of their own throughout",
        "规则 {rule} 不适用于领域：并非各领域都有人口或增加值",
    ),
    "allocate_lacks.shares": (
        "rule {rule} needs to know which part of every sector lies in each sub-area, missing: {items}",
        "规则 {rule} 需要各领域在各子区域的占比，缺少：{items}",
    ),
    "allocate_lacks.not_by_sector": (
        "rule {rule} divides only CO2, energy and electricity, which are known by sector",
        "规则 {rule} 只能分解按领域已知的碳排放、能耗和用电量",
    ),
    "allocate_lacks.only_co2": (
        "rule {rule} divides only CO2, since costs are per tonne of CO2",
        "规则 {rule} 只能分解碳排放，因为成本按每吨二氧化碳计",
    ),
    "allocate_lacks.no_aim": (
        "rule {rule} needs a --cap or a --budget: the scenario's own path asks for no further measure",
        "规则 {rule} 需要 --cap 或 --budget：情景自身的路径不需要更多措施",
    ),
    "allocate_lacks.reach": (
        "rule {rule}: all measures of the library that have a cost a tonne leave {gap} too much in {year}",
        "规则 {rule}：措施库中有单位减排成本的措施全部用足后，{year} 年仍超出 {gap}",
    ),
    # Names
    "rule.grandfathering": ("Base year", "按基期占比"),
    "rule.per_head": ("Per head", "人均趋同"),
    "rule.per_value_added": ("Per value added", "单位增加值趋同"),
    "rule.capability": ("Ability to pay", "按支付能力"),
    "rule.projected": ("Projected", "按情景预测"),
    "rule.least_cost": ("Least cost", "成本最低"),
    "rule.mix": ("Mix", "加权组合"),
    "rule_means.grandfathering": (
        "everyone keeps the share of the base year",
        "各方保持基期占比",
    ),
    "rule_means.per_head": (
        "shares go from the base year's to those of people, reached in {converge}",
        "占比由基期占比逐步过渡到人口占比，{converge}年达到",
    ),
    "rule_means.per_value_added": (
        "shares go from the base year's to those of value added, reached in {converge}",
        "占比由基期占比逐步过渡到增加值占比，{converge}年达到",
    ),
    "rule_means.capability": (
        "the rate of the cut is in proportion to income or revenue per head; growth, if any, by the base year",
        "相对基期的降幅与人均收入或人均财力成正比；如有增量则按基期占比分配",
    ),
    "rule_means.projected": (
        "shares as the scenario projects its sectors",
        "占比与情景对各领域的预测一致",
    ),
    "rule_means.least_cost": (
        "the measures with the least cost a tonne first, until the path is kept",
        "优先采用单位减排成本最低的措施，直至满足路径",
    ),
    "rule_means.mix": ("{weights}", "{weights}"),
    "allocate_weight": ("{rule} {weight}", "{rule} {weight}"),
    "allocate_rule_line": ("{name}: {meaning}", "{name}：{meaning}"),
    "allocate_among.sectors": ("sectors", "各领域"),
    "allocate_among.subareas": ("sub-areas", "各子区域"),
    "allocate_department.energy": ("Development and reform", "发展改革部门"),
    "allocate_department.industry": ("Economy and information technology", "经济和信息化部门"),
    "allocate_department.buildings": ("Housing and construction", "住房和城乡建设部门"),
    "allocate_department.transport": ("Transport", "交通运输部门"),
    "allocate_department.agriculture": ("Agriculture and rural affairs", "农业农村部门"),
    "allocate_department.households": ("Housing and construction", "住房和城乡建设部门"),
    "allocate_department.technology": ("Science and technology", "科学技术部门"),
    # Screen and annex
    "allocate_title": (
        "{region}: {what} divided among {among}",
        "{region}{what}责任分解（{among}）",
    ),
    "allocate_scenario": ("Scenario: {title}", "情景：{title}"),
    "allocate_path.path": (
        "Path of the scenario: {base} in {first}, {value} in {year} ({change}); unit {unit}",
        "情景路径：{first}年 {base}，{year}年 {value}（{change}）；单位：{unit}",
    ),
    "allocate_path.cap": (
        "Straight path to the cap: {base} in {first}, {value} in {year} ({change}); unit {unit}",
        "至上限的直线路径：{first}年 {base}，{year}年 {value}（{change}）；单位：{unit}",
    ),
    "allocate_path.budget": (
        "Straight path that keeps the budget of {start}-{year}, {budget} together: {base} in {first}, {value} in {year}"
        " ({change}); unit {unit}",
        "满足{start}—{year}年累计预算 {budget} 的直线路径：{first}年 {base}，{year}年 {value}（{change}）；单位：{unit}",
    ),
    "allocate_side": ("Amounts of {year} by rule, {unit}", "各规则{year}年分解结果（{unit}）"),
    "allocate_cut": (
        "Cut from {first} to {year} by rule (minus: may grow)",
        "各规则{first}—{year}年降幅（负值为允许增长）",
    ),
    "allocate_head": (
        "Per head in {year} as a multiple of the mean",
        "{year}年人均量与平均值之比",
    ),
    "allocate_money": (
        "Per value added in {year} as a multiple of the mean",
        "{year}年单位增加值量与平均值之比",
    ),
    "allocate_party": ("Party", "分解对象"),
    "allocate_department": ("Department", "责任单位"),
    "allocate_base": ("{year}", "{year}年"),
    "allocate_all": ("Region", "全区域"),
    "allocate_rest.subareas": ("Not in the table", "未列入表中"),
    "allocate_rest.sectors": ("Losses of networks", "网络损失"),
    "allocate_rules": ("Rules", "分解规则"),
    "allocate_skipped": ("Rules left out", "未采用的规则"),
    "allocate_told": ("Notes", "说明"),
    "allocate_note.rest": (
        "the parties add up to {sum}, the region has {region} ({difference}); the rest stands as a party of its own with"
        " its share of the path",
        "各方之和为 {sum}，全区域为 {region}（{difference}）；差额单列，按其占比随路径变化",
    ),
    "allocate_note.scaled": (
        "the parties add up to {sum}, the region has {region} ({difference}); their base was scaled as --scale asks",
        "各方之和为 {sum}，全区域为 {region}（{difference}）；已按 --scale 要求将基数按比例调整",
    ),
    "allocate_note.population": (
        "the people of the sub-areas add up to {sum}, the region has {region} ({difference})",
        "各子区域人口之和为 {sum}，全区域为 {region}（{difference}）",
    ),
    "allocate_note.value_added": (
        "the value added of the sub-areas adds up to {sum}, the GDP of the region is {region} ({difference})",
        "各子区域增加值之和为 {sum}，全区域地区生产总值为 {region}（{difference}）",
    ),
    "allocate_note.nothing": (
        "{rule} leaves nothing for {parties}",
        "{rule}：{parties}的分解量为零",
    ),
    "allocate_note.high": (
        "{rule} gives {parties} more than {times} times the base year",
        "{rule}：{parties}的分解量超过基期的{times}倍",
    ),
    "allocate_note.no_cost": (
        "least cost leaves out {count} measures that have no cost a tonne, or cut nothing here: {measures}",
        "成本最低规则未计入{count}项缺少单位减排成本或在此不减排的措施：{measures}",
    ),
    "allocate_note.early": (
        "in {years} the path lies below what all measures reach by then; least cost scales their point to it",
        "{years}年路径低于全部措施届时所能达到的水平，成本最低规则按该水平的占比缩放",
    ),
    # The annex
    "allocate_annex": (
        "Annex: {what} of {region}, divided among {among}",
        "附件 {region}{what}责任分解表（{among}）",
    ),
    "allocate_how": ("What is divided, and how", "分解对象与方法"),
    "allocate_results": ("Results side by side", "分解结果对照"),
    "allocate_burdens": ("What each rule asks", "各规则下的负担"),
    "allocate_by_party": ("By party", "分对象分年度"),
    "allocate_by_department": ("By department", "分责任单位分年度"),
    "allocate_sources": ("Numbers used", "所用数据"),
    "allocate_burden_of": ("{rule}, {year} ({unit})", "{rule}，{year}年（{unit}）"),
    "allocate_years_of": ("{name} ({unit})", "{name}（{unit}）"),
    "allocate_amount": ("Amount", "分解量"),
    "allocate_share": ("Share", "占比"),
    "allocate_cut_short": ("Cut", "降幅"),
    "allocate_per_head": ("Per head", "人均"),
    "allocate_head_to_mean": ("To mean", "与平均比"),
    "allocate_per_money": ("Per 10⁴ CNY", "每万元"),
    "allocate_cumulative": ("Sum", "累计"),
    "allocate_summed": ("Sums of {first}-{last}", "累计为{first}—{last}年之和"),
    "allocate_year": ("Year", "年份"),
    "allocate_item": ("Item", "项目"),
    "allocate_value": ("Value", "数值"),
    "allocate_unit": ("Unit", "单位"),
    "allocate_grade": ("Grade", "等级"),
    "allocate_source": ("Source", "来源"),
    "allocate_rounding": (
        "Amounts are rounded so that they add up to the rounded total",
        "各数经修约，合计与修约后的总数一致",
    ),
    "allocate_outlook": (
        "Later years: people and value added of the table follow those of the region",
        "以后年份：表中人口和增加值随全区域变化",
    ),
    "subarea.population": ("Population", "常住人口"),
    "subarea.value_added": ("Value added", "增加值"),
    "subarea.energy": ("Energy use", "能源消费量"),
    "subarea.co2": ("CO2", "碳排放"),
    "subarea.coal": ("Coal use", "煤炭消费量"),
    "subarea.oil": ("Oil use", "油品消费量"),
    "subarea.gas": ("Natural gas use", "天然气消费量"),
    "subarea.electricity": ("Electricity use", "用电量"),
    "subarea.income_per_head": ("Income per head", "人均可支配收入"),
    "subarea.revenue": ("Fiscal revenue", "财政收入"),
    "subarea.share": ("Share of {sector}", "{sector}占比"),
    # The template
    "subareas_template": (
        "Sub-areas of a region: one row for each item of each sub-area. Items: {items}."
        " Grades: {grades}. Delete rows that are not known; a title or department is said once",
        "子区域数据表：每个子区域每个项目一行。项目：{items}。等级：{grades}。没有的数据请删除整行；名称和责任单位写一次即可",
    ),
}
