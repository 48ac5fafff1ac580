"""Scenarios side by side: key -> (English, Chinese)."""

from __future__ import annotations

COMPARE: dict[str, tuple[str, str]] = {
    # What is refused, and what the user is told
    "compare_one": (
        "a comparison needs at least two different scenarios",
        "比较至少需要两个不同的情景",
    ),
    "compare_twice": (
        "this scenario is named twice and counted once",
        "该情景被重复列出，只计一次",
    ),
    "compare_same_name": (
        "expected another name: {other} has the same one in the same region, and no table could tell them apart",
        "应为不同的名称：{other} 与其区域和名称均相同，表中无法区分",
    ),
    "compare_no_years": (
        "begins in {first}, but {other} ends in {last}; a comparison needs at least four common years",
        "起始于{first}年，而 {other} 止于{last}年；比较至少需要四个共同年份",
    ),
    "compare_baseline": (
        "expected one of the compared scenarios: {names}",
        "应为参加比较的情景之一：{names}",
    ),
    # Headings
    "compare_title": ("Comparison of {count} scenarios", "{count}个情景比较"),
    "compare_scenario": ("Scenario", "情景"),
    "compare_baseline_mark": ("baseline", "对照基准"),
    "compare_rule": (
        "CO2 of all scenarios under the rule of {name}",
        "全部情景的碳排放均按 {name} 的口径计算",
    ),
    "compare_part.scenarios": ("Scenarios", "情景"),
    "compare_part.differences": ("What differs in the inputs", "输入差异"),
    "compare_part.verdicts": ("Targets side by side", "目标完成情况对照"),
    "compare_part.indicators": ("The four core indicators", "四项核心指标"),
    "compare_part.peaks": ("Peak of total CO2", "碳排放总量达峰"),
    "compare_part.cumulative": ("CO2 of several years together", "累计碳排放"),
    "compare_part.sectors": ("CO2 by using sector", "分领域碳排放（终端视角）"),
    "compare_part.credits": ("What the measures bring against the baseline", "措施贡献（相对对照基准）"),
    "compare_part.causes": ("Why CO2 changes: Kaya factors (LMDI)", "碳排放变化的原因：Kaya因素（LMDI分解）"),
    "compare_part.costs": ("Cost of the measures", "措施成本"),
    "compare_part.scores": ("Regions side by side", "区域对照"),
    # The table of scenarios and notes
    "compare_twin": (
        "{name} says the same as {other}: identical scenarios",
        "{name} 与 {other} 的输入完全相同",
    ),
    "compare_no_effect": (
        "{name} differs from {other} in the inputs, yet CO2 and energy are the same in every year",
        "{name} 与 {other} 的输入不同，但各年碳排放和能耗完全相同",
    ),
    "compare_left_out": (
        "{name}: {rows} are not set against {other} ({why}); levels stand as they are",
        "{name}：{rows}不与 {other} 作差（{why}），仅列水平值",
    ),
    "compare_left_years": (
        "{name} has other years than {other} ({why}): blanks are years it does not have",
        "{name} 与 {other} 的年份不同（{why}）：空缺为其没有的年份",
    ),
    "compare_restated": (
        "{name} judges its targets under its own rule: {preset}",
        "{name} 的目标按其自身口径判定：{preset}",
    ),
    "compare_no_rank": (
        "{name}, {rows}: no rank ({why})",
        "{name}，{rows}：不排名（{why}）",
    ),
    "compare_regions_apart": (
        "Regions are not subtracted from each other; each scenario is set against that of its own region: {names}",
        "区域之间不作差；各情景只与本区域的对照情景比较：{names}",
    ),
    "compare_rows.energy": ("energy and its shares", "能源及其比重"),
    "compare_rows.co2": ("CO2", "碳排放"),
    "compare_rows.ghg": ("all gases", "温室气体总量"),
    "compare_rows.prices": ("intensities per GDP or value added", "按GDP或增加值计的强度"),
    "compare_why.unknown": ("not known: {details}", "缺少：{details}"),
    "compare_why.accounting": ("another accounting: {details}", "口径不同：{details}"),
    "compare_why.price_base": ("other prices: {details}", "价格基期不同：{details}"),
    "compare_why.years": ("{details}", "{details}"),
    # Input differences
    "compare_block.accounting": ("accounting", "口径"),
    "compare_block.drivers": ("driver", "驱动因素"),
    "compare_block.changes": ("change", "参数"),
    "compare_block.measures": ("measure", "措施"),
    "compare_block.targets": ("target", "目标"),
    "compare_block.tables": ("table", "数据表"),
    "compare_field.strength": ("strength", "强度"),
    "compare_field.schedule": ("schedule", "进度"),
    "compare_diff_what": ("What", "内容"),
    "compare_diff_old": ("Old", "原值"),
    "compare_diff_new": ("New", "新值"),
    "compare_diff_where": ("Where", "位置"),
    "compare_diff_same": ("no difference", "无差异"),
    "compare_diff_count": (
        "Differences of {name} from {other}: {count} ({parts})",
        "{name} 与 {other} 相比有{count}处不同（{parts}）",
    ),
    "compare_diff_part": ("{block} {count}", "{block}{count}"),
    "compare_diff_more": ("{count} more lines in differences.csv", "其余{count}行见 differences.csv"),
    # Tables
    "compare_peak_short": ("Peak", "达峰"),
    "compare_peak_height": ("Height", "峰值"),
    "compare_peak_years_range": ("Low/central/high", "低/中/高方案"),
    "compare_peak_height_range": ("Range", "峰值范围"),
    "compare_peak_frozen": ("Grid frozen", "电网因子冻结"),
    "compare_peak_later_by": ("Years later", "推迟（年）"),
    "compare_peak_lower_by": ("Change", "峰值变化"),
    "compare_cumulative_years": ("{first}-{last}", "{first}—{last}年"),
    "compare_cumulative_change": ("{first}-{last} changed by", "{first}—{last}年变化"),
    "compare_cumulative_note": ("both years included", "含首尾两年"),
    "compare_sector_year": ("{year}", "{year}年"),
    "compare_sector_total": ("Total", "合计"),
    "compare_outside_power": ("Imported power out", "扣除调入电力热力"),
    "compare_verdict_target": ("Target", "目标"),
    "compare_verdict_goal": ("Goal", "目标值"),
    "compare_verdict_whole": ("Whole assessment", "总体考核"),
    "compare_verdict_goal_differs": (
        "* the goal is not the same in all scenarios: {names}",
        "* 各情景的目标值不同：{names}",
    ),
    "compare_verdict_more": (
        "{count} more are counts or what others measure and read alike in all scenarios: {names}",
        "另有{count}项为数量类或由其他部门监测，各情景相同：{names}",
    ),
    "compare_verdict_margin": (
        "Behind a verdict its margin: points of a cut or share, years of a peak, else the unit of the target",
        "判定后为余量：降幅和比重为百分点，达峰为年，其余为目标单位",
    ),
    "compare_verdict_marks": (
        "+ {met}, x {missed}, o {open}, ? {unjudged}; blank: no such target; margins in verdicts.csv",
        "+ {met}，x {missed}，o {open}，? {unjudged}；空白：无此目标；余量见 verdicts.csv",
    ),
    "compare_verdict_absent": ("-", "—"),
    "compare_credit_year": ("{year}, by sector of the measures", "{year}年，按措施所属领域"),
    "compare_credit_measures": ("{name}, {year}, by measure", "{name}，{year}年，按措施"),
    "compare_credit_measure": ("Measure", "措施"),
    "compare_credit_largest": (
        "{name}, {year}, largest measures: {parts}",
        "{name}，{year}年贡献最大的措施：{parts}",
    ),
    "compare_credit_beside": ("{what}: {parts}", "{what}：{parts}"),
    "compare_credit_note": (
        "Credits are Shapley values and add up to the difference; overlap is what all would bring alone beyond that"
        "; attribution.csv has every year, fuel and target",
        "贡献为沙普利值，合计等于总差异；重叠为各自单独效果之和超出总差异的部分；各年、各能源、各目标见 attribution.csv",
    ),
    "compare_credit_own_rule": (
        "Credited under their own CO2 rule: {names}",
        "按其自身碳排放口径计算贡献：{names}",
    ),
    "compare_credit_sampled": (
        "Measures inside sectors are sampled, their standard errors stand in attribution.csv",
        "领域内各措施的贡献为抽样估计，标准误见 attribution.csv",
    ),
    "compare_credit_sectors_only": (
        "With more than {count} scenarios sectors are credited; compare fewer to see their measures",
        "情景超过{count}个时只计算各领域贡献；减少情景可查看各措施贡献",
    ),
    "compare_no_credits": (
        "{name}: nothing is credited to measures against {other} ({why})",
        "{name}：不计算相对 {other} 的措施贡献（{why}）",
    ),
    "compare_cause_years": ("{first}-{year}", "{first}—{year}年"),
    "compare_cause_against": ("{year}, against the baseline", "{year}年，相对对照基准"),
    "compare_cost_low": ("Low", "低"),
    "compare_cost_high": ("High", "高"),
    "compare_cost_known": ("Measures counted", "已计入措施"),
    "compare_cost_of": ("{known} of {count}", "{known}/{count}"),
    "compare_cost_caption": (
        "Cost in {year}, 10^8 CNY, prices of {price}",
        "{year}年成本，亿元（{price}年价）",
    ),
    "compare_cost_note": (
        "Cost a tonne of the library times the tonnes each measure cuts alone; overlaps are not taken off, and measures"
        " without a cost a tonne are missing, not free; grades: {grades}",
        "措施库单位减排成本乘以各措施单独减排量；未扣除重叠，缺少单位减排成本的措施未计入（不等于零成本）；等级：{grades}",
    ),
    "compare_cost_none": (
        "No measure of these scenarios has a cost a tonne in the library",
        "这些情景的措施在措施库中均无单位减排成本",
    ),
    "compare_score_change": ("{first}-{year} change", "{first}—{year}年变化"),
    "compare_score_rank": ("Rank {year}", "{year}年排名"),
    "compare_score_change_rank": ("Rank of change", "变化排名"),
    "compare_score_note": (
        "Rank 1 is best; ranked is one scenario of each region, and totals only by their change",
        "第1名为最好；每个区域取一个情景排名，总量只按变化排名",
    ),
    "compare_better.lower": ("lower", "越低越好"),
    "compare_better.higher": ("higher", "越高越好"),
    # Charts
    "chart.compare_lines": ("Total CO₂ of the scenarios", "各情景碳排放总量"),
    "chart.compare_sectors": ("CO₂ by using sector, one scale", "各情景分领域碳排放（同一坐标）"),
    "chart.compare_differences": (
        "CO₂ against the baseline, by sector",
        "与对照基准相比的碳排放变化（分领域）",
    ),
    "chart.compare_indicators": ("The four core indicators of the scenarios", "各情景四项核心指标"),
    "chart.compare_regions": ("Regions side by side", "区域对照"),
    "unit.co2_per_head": ("t CO₂ per head", "吨CO₂/人"),
    "chart.compare_others": ("other scenarios", "其他情景"),
    "chart.compare_page": ("{title} ({page} of {pages})", "{title}（{page}/{pages}）"),
    "chart.compare_peak_dot": ("Peak", "峰值"),
    "chart.compare_net_change": ("Net", "净变化"),
}
