"""Words of documents written from a result, and of the command that writes them: key -> (English, Chinese)."""

from __future__ import annotations

DRAFT: dict[str, tuple[str, str]] = {
    # Title and parts that recur
    "draft.title": (
        "{region}: scenario results, annex to the carbon peak action plan",
        "{region}碳达峰行动方案附件：情景测算",
    ),
    "draft.and_more": ("{names} and others, {count} in all", "{names}等{count}个"),
    "draft.region": ("Region", "区域"),
    "draft.scenario": ("Scenario", "情景"),
    "draft.years": ("Years", "测算年限"),
    "draft.from_to": ("{first} to {last}", "{first}—{last}年"),
    "draft.mark": ("Mark", "标注"),
    "draft.run_id": ("Run id", "运算编号"),
    "draft.version": ("Model version", "模型版本"),
    "draft.contents": ("Contents", "目录"),
    "draft.table_label": ("Table", "表"),
    "draft.figure_label": ("Figure", "图"),
    "draft.note_label": ("Note: {text}", "注：{text}"),
    "draft.total": ("Total", "合计"),
    "draft.share": ("Share", "占比"),
    "draft.indicator": ("Indicator", "指标"),
    "draft.year": ("Year", "年份"),
    "draft.grade": ("Grade", "等级"),
    "draft.source": ("Source", "出处"),
    "draft.sector": ("Sector", "领域"),
    "draft.measure": ("Measure", "措施"),
    "draft.verdict": ("Verdict", "判定"),
    "draft.in_year": ("In {year}: {text}", "{year}年，{text}"),
    "draft.of_scenario": ("{scenario}: ", "{scenario}："),
    "draft.higher": ("{change} higher", "上升{change}"),
    "draft.lower": ("{change} lower", "下降{change}"),
    "draft.level": ("about the same", "基本持平"),
    "draft.growth_of": ("growth of {name}", "{name}增速"),
    "draft.every_branch": ("every branch of {sector}", "{sector}各分支"),
    "draft.change_to": ("{change} in {year}", "{year}年{change}"),
    # Where the region stands
    "draft.base": ("Where the region stands", "基准年现状"),
    "draft.base_totals": (
        "In {year} {region} used {energy} of energy and emitted {co2} of CO₂",
        "{year}年，{region}能源消费总量{energy}，二氧化碳排放总量{co2}",
    ),
    "draft.starts_later": (
        "The projection starts in {first}; the energy balance behind it is that of {year}",
        "测算自{first}年起，所依据的能源平衡为{year}年",
    ),
    "draft.quality": (
        "The balance of {year} is known to ±{co2} for CO₂ and ±{energy} for energy (one standard deviation)"
        "; its energy by grade of data: {grades}",
        "{year}年平衡的误差：二氧化碳排放±{co2}，能源消费±{energy}（一倍标准差）；能源数据按等级：{grades}",
    ),
    "draft.actual_drivers": (
        "Drivers such as GDP and population are actual values until {year}",
        "经济、人口等驱动因素至{year}年为实际值",
    ),
    "draft.source_of_energy": ("Source", "能源品种"),
    "draft.energy_use": ("Energy use", "消费量"),
    "draft.source_table": ("Energy use by source, {region}, {year}", "{region}{year}年能源消费构成"),
    "draft.base_sector_table": (
        "Energy and CO₂ by sector, {region}, {year}",
        "{region}{year}年分领域能源消费与碳排放",
    ),
    "draft.views_note": (
        "by users: CO₂ of power and heat is carried to those who use them; by place of release: it stays with the plants"
        " and, for imported power, with the energy sector",
        "终端视角将电力、热力的排放计入用能领域；源头视角计入能源领域（含净调入电力）",
    ),
    "draft.primary_energy": ("Energy use", "能源消费"),
    "draft.co2_end_use": ("CO₂ by users", "碳排放（终端视角）"),
    "draft.co2_source": ("CO₂ by place of release", "碳排放（源头视角）"),
    "draft.share_primary_energy": ("Share of energy", "能源消费占比"),
    "draft.share_co2_end_use": ("Share of CO₂ by users", "碳排放占比（终端视角）"),
    "draft.share_co2_source": ("Share of CO₂ by place of release", "碳排放占比（源头视角）"),
    "draft.gdp": ("GDP, at the prices of its source", "地区生产总值（价格按出处）"),
    "draft.history_table": (
        "Published values and the model's, {region}",
        "{region}公布值与测算值对照",
    ),
    "draft.published": ("Published", "公布值"),
    "draft.model": ("Model", "测算值"),
    # Scenarios
    "draft.scenarios": ("What the scenarios change", "情景设定"),
    "draft.scenario_extends": (
        "Scenario {id} says what differs from {based}; it is projected from {first} to {last}",
        "情景编号{id}，在{based}的基础上设定，测算期为{first}—{last}年",
    ),
    "draft.scenario_alone": (
        "Scenario {id} stands by itself{based}; it is projected from {first} to {last}",
        "情景编号{id}，独立设定{based}，测算期为{first}—{last}年",
    ),
    "draft.measure_count": ("It uses {count} measures", "共采用{count}项措施"),
    "draft.no_measures": ("It uses no measures", "未采用任何措施"),
    "draft.reason": ("Reason: {text}", "设定理由：{text}"),
    "draft.changed": (
        "Drivers and parameters it sets anew (old value -> new value)",
        "重新设定的驱动因素和参数（原值 -> 新值）",
    ),
    "draft.nothing_changed": (
        "Drivers and parameters are those of the region, unchanged",
        "驱动因素和参数沿用区域数据，未作改动",
    ),
    "draft.strength": ("Strength", "力度"),
    "draft.schedule": ("Part in force by year", "实施进度"),
    "draft.strength_table": ("Measures and their strength", "措施及力度"),
    "draft.strength_note": (
        "what 100 % strength means is told in the annex on sources; a dash: not used",
        "力度100%的含义见“数据来源与可信度”；“—”表示未采用",
    ),
    "draft.cross_cutting": ("Across sectors", "跨领域"),
    # Accounting
    "draft.accounting": ("Accounting rule", "核算口径"),
    "draft.means_energy": (
        "Energy use is primary energy: fuels by their heat, net imported and local non-fossil power at the rate above",
        "能源消费总量为一次能源：燃料按热值折算，净调入电力和本地非化石电力按上述折标系数折算",
    ),
    "draft.means_views": (
        "CO₂ of sectors is told in two views, by users and by place of release; both add up to the same total",
        "分领域碳排放按终端、源头两种视角列示，两者合计相等",
    ),
    "draft.means_presets": (
        "Two accounting rules are always computed: that of the plans of 2021 and the dual-control rule of 2026",
        "始终同时测算两种口径：2021年规划口径和2026年双控口径",
    ),
    "draft.means_cases": (
        "Every scenario is computed in four cases: central, low and high outlook of all drivers, and the central one"
        " with the CO₂ factor of imported power frozen at its last published value",
        "每个情景测算四种情形：驱动因素的中、低、高方案，以及调入电力排放因子冻结在最近公布值的中方案",
    ),
    "draft.means_prices": (
        "GDP and what is related to it stand at constant prices of {prices}",
        "地区生产总值及单位GDP指标为{prices}年不变价",
    ),
    # Peak
    "draft.peak": ("When CO₂ peaks", "达峰结论"),
    "draft.indicators": ("Core indicators", "核心指标"),
    "draft.rates_only": (
        "This draft tells rates and shares only; totals and peak years are left out",
        "本稿只列速率和比重，不列总量和达峰年份",
    ),
    "draft.peak_central": (
        "{scenario}: CO₂ of {region} {status} in the central case, at {value}",
        "{scenario}下，{region}二氧化碳排放总量（中方案）{status}，峰值{value}",
    ),
    "draft.peak_rising": (
        "{scenario}: CO₂ of {region} is {status} in the central case, {value} at its highest",
        "{scenario}下，{region}二氧化碳排放总量（中方案）{status}，期内最高{value}",
    ),
    "draft.peak_before": (
        "{scenario}: CO₂ of {region} {status} in the central case, {value} at its highest since",
        "{scenario}下，{region}二氧化碳排放总量（中方案）{status}，测算期内最高{value}",
    ),
    "draft.range_same": (
        "The low, central and high outlooks agree on {year}; the peak is {height}",
        "低、中、高方案的达峰年均为{year}年，峰值{height}",
    ),
    "draft.range_years": (
        "Over the low, central and high outlooks the peak lies in {years}, at {height}",
        "低、中、高方案的达峰年在{years}年之间，峰值{height}",
    ),
    "draft.range_open": (
        "Low, central and high outlook: {years}, at {height} at their highest; still rising to {last} in {cases}, so that"
        " a peak is not certain",
        "低、中、高方案依次为{years}，最高值{height}；其中{cases}至{last}年仍在上升，达峰尚不能确定",
    ),
    "draft.range_listed": (
        "Low, central and high outlook: {years}, at {height} at their highest",
        "低、中、高方案依次为{years}，最高值{height}",
    ),
    "draft.range_none": (
        "It is still rising to {last} in the low, central and high outlooks, {height} at their highest",
        "低、中、高方案至{last}年均仍在上升，最高值{height}",
    ),
    "draft.peak_plateau": (
        "CO₂ stays within 2 % of the maximum from {first} to {last}, so that the single year means little",
        "{first}—{last}年排放均在最高值的2%以内，不宜强调单一年份",
    ),
    "draft.peak_later": (
        "Five years after the peak it is at {share} of the peak",
        "峰值五年后为峰值的{share}",
    ),
    "draft.peak_few_years": (
        "Only {years} year(s) of the projection follow the peak",
        "峰值之后的测算期仅{years}年",
    ),
    "draft.peak_frozen": (
        "With the factor of imported power frozen CO₂ {status}, at {value}",
        "调入电力排放因子冻结时，{status}，最高{value}",
    ),
    "draft.frozen_decides": (
        "The peak therefore rests on the province's grid getting cleaner, not on the region alone",
        "可见达峰依赖全省电网因子下降，不能仅归因于本地措施",
    ),
    "draft.frozen_later": (
        "Cleaner imported power thus brings the peak forward by {years} year(s)",
        "可见电网因子下降使达峰提前{years}年",
    ),
    "draft.frozen_same": (
        "The year of the peak does not depend on the factor of imported power",
        "达峰年份不受调入电力因子影响",
    ),
    "draft.case": ("Case", "情形"),
    "draft.height": ("Highest", "最高值"),
    "draft.plateau": ("Within 2 %", "2%以内的年份"),
    "draft.later_share": ("After 5 years", "五年后占峰值"),
    "draft.case_table": ("Total CO₂: verdict in every case", "碳排放总量达峰判定"),
    "draft.case_note": (
        "frozen: central outlook, CO₂ factor of imported power at its last published value",
        "“冻结”为中方案下调入电力排放因子保持最近公布值",
    ),
    "draft.other_rules": (
        "The table below holds the same result under the other rules",
        "同一结果按其他口径的判定如下表",
    ),
    "draft.rule_lacks": (
        "Not known under the dual-control rule: {terms}",
        "双控口径缺少：{terms}",
    ),
    "draft.rule": ("Rule", "口径"),
    "draft.rule_table": (
        "Total CO₂ under other rules, central case",
        "其他口径的碳排放总量达峰判定（中方案）",
    ),
    "draft.subject": ("Of what", "对象"),
    "draft.subject_table": ("Peaks of sectors and fuels", "分领域、分品种达峰年份"),
    "draft.subject_note": (
        "sectors: CO₂ by users; fuels: energy use",
        "领域为终端视角碳排放，品种为能源消费量",
    ),
    "draft.core": ("Core indicators", "核心指标"),
    "draft.changes": ("Against {first}, {name}: {changes}", "{name}与{first}年相比，{changes}"),
    "draft.indicator_table": ("Core indicators and shares", "核心指标与比重"),
    "draft.of_which_range": ("low to high outlook", "低—高方案"),
    "draft.range_note": (
        "central case; low to high outlook under the four core indicators",
        "为中方案数值；四项核心指标下列低—高方案范围",
    ),
    "draft.gases": ("Other greenhouse gases and air pollutants", "其他温室气体与大气污染物"),
    "draft.charts": ("Charts", "图示"),
    "draft.chart_caption": ("{chart}, {scenario}", "{scenario}{chart}"),
    # Targets
    "draft.targets": ("Targets", "目标完成情况"),
    "draft.no_targets": (
        "There is no target that this draft may tell",
        "本稿没有可列示的目标",
    ),
    "draft.target_count": ("{count} targets: {parts}", "共{count}项目标：{parts}"),
    "draft.missed_ones": ("Missed: {names}", "未完成的目标：{names}"),
    "draft.roll_up": ("By kind: {parts}", "按性质综合：{parts}"),
    "draft.targets_left_out": (
        "{count} target(s) on totals or peak years are left out of this draft",
        "另有{count}项总量或达峰年份目标不列入本稿",
    ),
    "draft.unset_note": (
        "A target whose value has not been handed down has no verdict; a what-if figure is no target of the region",
        "上级未下达数值的目标不作完成与否的判定；“若按”所列数值不是本区域的目标",
    ),
    "draft.open_note": (
        "What others count or measure is judged once a value of its year has been published",
        "由其他部门统计或监测的目标，待公布目标年数值后判定",
    ),
    "draft.target_id": ("Id", "编号"),
    "draft.target": ("Target", "目标"),
    "draft.kind": ("Kind", "性质"),
    "draft.goal": ("Goal", "目标值"),
    "draft.found": ("Found", "测算值与说明"),
    "draft.target_table": ("Targets the model judges, {scenario}", "{scenario}目标判定"),
    "draft.observed_table": (
        "Targets others count or measure, {scenario}",
        "{scenario}由其他部门统计、监测的目标",
    ),
    "draft.verdict_table": ("Verdicts side by side, {region}", "{region}各情景目标判定对照"),
    "draft.target_sources": ("Where targets are set, {region}", "{region}目标出处"),
    # Comparison
    "draft.comparison": ("Scenarios compared", "情景对照"),
    "draft.part_caption": ("{part}: {text}", "{part}：{text}"),
    "draft.page_of": ("{caption} ({page})", "{caption}（{page}）"),
    "draft.chart.lines": ("Total CO₂ of the scenarios", "各情景碳排放总量"),
    "draft.chart.sectors": ("CO₂ by using sector", "各情景分领域碳排放"),
    "draft.chart.differences": ("Difference of CO₂ from the baseline", "与对照基准的碳排放差值"),
    "draft.chart.indicators": ("Core indicators of the scenarios", "各情景四项核心指标"),
    "draft.chart.regions": ("Regions side by side", "区域对照"),
    "draft.chart.wedges": ("What lowers CO₂", "减排贡献"),
    "draft.chart.waterfall": ("From the baseline to the scenario", "从基准到情景的排放变化"),
    "draft.against_baseline": ("against the baseline", "相对对照基准"),
    "draft.chart.causes": ("Why CO₂ changes", "碳排放变化的原因"),
    # Sectors
    "draft.sectors": ("Pathways by sector", "分领域路径"),
    "draft.sector_intro": (
        "Sectors follow the 6+1 of the plans; CO₂ by users unless said otherwise, central case",
        "领域按“6+1”划分；除注明外，碳排放为终端视角、中方案",
    ),
    "draft.no_flows": (
        "{sector}: no energy use or CO₂ of its own; its measures act on the other sectors",
        "{sector}没有单列的能耗与排放，其措施作用于其他领域",
    ),
    "draft.sector_now": (
        "In {year} {sector} uses {energy} of energy and causes {co2} of CO₂, {share} of the region's",
        "{year}年{sector}领域能源消费{energy}，碳排放{co2}，占全域{share}",
    ),
    "draft.sector_peak": ("Its CO₂ {status}, at {value}", "其碳排放{status}，最高{value}"),
    "draft.sector_cases": ("In the other cases: {parts}", "其余情形：{parts}"),
    "draft.sector_changes": ("Against {first} it is {changes}", "与{first}年相比，{changes}"),
    "draft.quantity": ("Quantity", "项目"),
    "draft.sector_table": ("{sector}: energy and CO₂", "{sector}领域能源消费与碳排放"),
    "draft.share_of_energy": ("Share of the region's energy", "占全域能源消费"),
    "draft.share_of_co2": ("Share of the region's CO₂", "占全域碳排放"),
    "draft.electric_share": ("Electricity in final energy", "电能占终端用能"),
    "draft.branch": ("Branch", "用能分支"),
    "draft.activity_table": ("{sector}: activity, {year} = 100", "{sector}领域活动水平（{year}年=100）"),
    "draft.activity_note": (
        "what is counted, such as value added, vehicles or floor area, differs by branch",
        "各分支的活动水平分别以增加值、车辆数、面积等计",
    ),
    "draft.branch_table": ("{sector}: CO₂ by branch", "{sector}领域各分支碳排放"),
    "draft.no_sector_measures": ("{sector}: no measures in use", "{sector}：未采用措施"),
    "draft.sector_measures": ("{sector}: measures and what they bring", "{sector}：措施及减排"),
    "draft.alone_and_last": ("{year}", "{year}年"),
    "draft.cut_note": (
        "cut of CO₂ in 10⁴ t, alone / added as the last of all measures; below zero: CO₂ rises",
        "为二氧化碳减排量（万吨），单独实施／在其余措施之后加入；负值表示排放增加",
    ),
    # Measures
    "draft.credits": ("What the measures bring", "措施贡献"),
    "draft.no_measures_at_all": ("No measures are in use", "未采用措施"),
    "draft.credits_left_out": (
        "Tonnes cut are amounts and are left out of this draft",
        "减排量属于总量数据，不列入本稿",
    ),
    "draft.together_overlap": (
        "In {year} the {count} measures together cut CO₂ by {together}; their single effects add up to {alone}, of which"
        " {overlap} overlap",
        "{year}年{count}项措施合计减排{together}；各项单独效果之和为{alone}，其中重叠{overlap}",
    ),
    "draft.together_more": (
        "In {year} the {count} measures together cut CO₂ by {together}, {overlap} more than their single effects add up"
        " to ({alone})",
        "{year}年{count}项措施合计减排{together}，比各项单独效果之和（{alone}）多{overlap}",
    ),
    "draft.credit_meaning": (
        "A single effect is the difference one measure makes to the region without measures; because effects overlap,"
        " single effects are no shares of the whole",
        "单独效果是在不采取其他措施时单项措施造成的差别；措施之间有重叠，单独效果不等于对合计的贡献份额",
    ),
    "draft.all_together": ("All measures together", "全部措施合计"),
    "draft.nox": ("NOx cut, {year}", "{year}年协同减NOx"),
    "draft.largest_table": (
        "Measures with the largest single effect on CO₂, {scenario}",
        "{scenario}单独减排量最大的措施",
    ),
    "draft.largest_note": (
        "the first {count} of {all} by their single effect in {year}; the last row is all measures, not the sum",
        "按{year}年单独减排量列前{count}项（共{all}项）；末行为全部措施合计，不等于各行之和",
    ),
    "draft.projects": ("Projects", "重点项目"),
    "draft.project": ("Project", "项目"),
    "draft.co2": ("CO₂", "碳排放"),
    "draft.in_balance": ("In the result", "是否计入测算"),
    "draft.acts": ("yes", "是"),
    "draft.acts_not": ("no", "否"),
    "draft.project_table": ("CO₂ of single projects, {region}", "{region}单个项目碳排放"),
    "draft.project_note": (
        "a project that does not act is told here and left out of the result",
        "未计入测算的项目仅在此列示，不影响结果",
    ),
}
