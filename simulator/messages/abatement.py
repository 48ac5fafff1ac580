"""What `sim macc` says: key -> (English, Chinese)."""

from __future__ import annotations

ABATEMENT: dict[str, tuple[str, str]] = {
    # What is refused
    "abatement_nothing": (
        "no measure to put on a curve: the scenario and its baseline have the same ones",
        "没有可列入曲线的措施：情景与对照基准的措施相同",
    ),
    "abatement_two_periods": (
        "expected no year with --cumulative",
        "与 --cumulative 同用时应不带年份",
    ),
    # Heading
    "abatement_title": ("Abatement cost of {region} · {scenario}", "{region} · {scenario} 减排成本"),
    "abatement_year": ("{year}", "{year}年"),
    "abatement_years": ("{first}-{last}, added up", "{first}—{last}年累计"),
    "abatement_against_none": (
        "against the same scenario without any measure",
        "对照：同一情景不采取任何措施",
    ),
    "abatement_against": ("against {baseline}", "对照：{baseline}"),
    "abatement_whole": (
        "Total CO2 {before} -> {after}, cut {cut} (10^4 t); one by one the measures would cut {alone}, overlap {overlap}",
        "碳排放总量 {before} → {after}，减少 {cut}（万吨）；逐项单独减排合计 {alone}，重叠 {overlap}",
    ),
    # Parts
    "abatement_part.curve": ("The curve, cheapest tonne first", "成本曲线（单位成本由低到高）"),
    "abatement_part.listed": ("Not on the curve", "未列入曲线"),
    "abatement_part.money": ("What it costs", "成本"),
    "abatement_part.price": ("Price on carbon", "碳价"),
    "abatement_part.cap": ("Cap and price", "总量控制与碳价"),
    "abatement_part.notes": ("How to read this", "说明"),
    # The curve
    "abatement_number": ("#", "序号"),
    "abatement_measure": ("Measure", "措施"),
    "abatement_sector": ("Sector of the measure", "措施所在领域"),
    "abatement_range": ("CNY/t", "元/吨"),
    "abatement_grade": ("Grade", "等级"),
    "abatement_method.averaged": ("average", "平均"),
    "abatement_method.alone": ("alone", "单独"),
    "abatement_method.last": ("last", "最后加入"),
    "abatement_overlap": ("overlap", "重叠"),
    "abatement_money": ("10^4 CNY", "万元"),
    "abatement_count": ("Measures", "措施数"),
    "abatement_sum": ("On the curve", "曲线合计"),
    "abatement_curve_caption": (
        "Tonnes in 10^4 t CO2: on average over all orders, alone against the baseline, as the last one; overlap is"
        " alone less average",
        "减排量（万吨CO₂）：按所有次序平均、相对对照单独实施、最后加入；重叠=单独－平均",
    ),
    "abatement_curve_none": (
        "No measure that cuts total CO2 here has a cost a tonne in the library",
        "措施库中，此处能减少碳排放总量的措施均无单位减排成本",
    ),
    "abatement_span": ("{low} to {high}", "{low}～{high}"),
    # Not on the curve
    "abatement_listed_caption": (
        "Tonnes cut in the period; below zero raises",
        "该时段减排量，负数为增加",
    ),
    "abatement_reason": ("Why", "原因"),
    "abatement_tonnes": ("10^4 t ({method})", "万吨（{method}）"),
    "abatement_why.no_cost": ("no cost in the library", "措施库无成本"),
    "abatement_why.other_unit": ("cost is in {unit}, not a tonne", "成本单位为{unit}，不是每吨"),
    "abatement_why.unknown_tonnes": (
        "its tonnes are unknown: nobody measured a gas it moves",
        "减排量未知：相关气体缺少数据",
    ),
    "abatement_why.no_cut": ("cuts no CO2 here or raises it", "此处不减少碳排放或使其增加"),
    "abatement_why.other_gases": (
        "other gases or uptake: all gases net of uptake, {range} CNY/t",
        "其他气体或碳汇，按扣汇后全部温室气体计，{range}元/吨",
    ),
    "abatement_why.no_measure": ("not a measure", "不是措施"),
    "abatement_still": ("Move no total that is known: {names}", "不影响任何已知总量：{names}"),
    # Money
    "abatement_low": ("Low", "低"),
    "abatement_middle": ("Middle", "中"),
    "abatement_high": ("High", "高"),
    "abatement_money_caption": (
        "Cost of the {count} measures of {all} that have one, 10^4 CNY at prices of {price}; below zero saves",
        "{all}项中有成本的{count}项措施的成本，万元（{price}年价），负数为节省",
    ),
    "abatement_money_discounted": (
        "Cost of the {count} measures of {all} that have one, 10^4 CNY at prices of {price}, value of {base} at {rate} a"
        " year; below zero saves",
        "{all}项中有成本的{count}项措施的成本，万元（{price}年价，按年{rate}折现到{base}年），负数为节省",
    ),
    "abatement_money.averaged": ("Tonnes on average", "按平均减排量"),
    "abatement_money.alone": ("Tonnes alone (overlaps paid twice)", "按单独减排量（重叠重复付费）"),
    "abatement_money.last": ("Tonnes as the last", "按最后加入减排量"),
    "abatement_sector_caption": (
        "By the sector in which a measure acts, {method} tonnes, 10^4 CNY",
        "按措施所在领域（{method}减排量），万元",
    ),
    "abatement_year_caption": (
        "Year by year, {method} tonnes, 10^4 CNY, not discounted",
        "逐年（{method}减排量），万元，不折现",
    ),
    "abatement_all": ("Together", "合计"),
    # Price
    "abatement_price_caption": (
        "Measures whose tonne costs no more than {price} CNY, run together: total CO2, 10^4 t",
        "单位成本不高于{price}元/吨的措施一并测算：碳排放总量，万吨",
    ),
    "abatement_end": ("Cost taken at its", "成本取值"),
    "abatement_end.low": ("low end", "低值"),
    "abatement_end.middle": ("middle", "中值"),
    "abatement_end.high": ("high end", "高值"),
    "abatement_chosen": ("Measures", "措施数"),
    "abatement_together": ("Cut together", "共同减排"),
    "abatement_co2": ("Total CO2", "碳排放总量"),
    "abatement_price_names": ("At the middle of the costs: {names}", "按成本中值入选：{names}"),
    # Cap
    "abatement_cap_met": (
        "The baseline stays within {value} (10^4 t, it has {without}): no price is needed",
        "对照情景已在{value}万吨以内（{without}万吨），无需碳价",
    ),
    "abatement_cap_caption": (
        "Least price at which the cheaper measures together keep total CO2 within {value} (10^4 t; the baseline has"
        " {without})",
        "使较便宜的措施共同把碳排放总量控制在{value}万吨以内的最低碳价（对照情景{without}万吨）",
    ),
    "abatement_cap_price": ("Price, CNY/t", "碳价，元/吨"),
    "abatement_cap_saving": ("0 (they save money)", "0（措施自身节省费用）"),
    "abatement_cap_out": ("none is enough", "任何价格均不够"),
    "abatement_cap_short": (
        "All {count} measures with a cost a tonne leave {left} (10^4 t), {gap} above the cap",
        "全部{count}项有单位成本的措施实施后仍有{left}万吨，超出{gap}万吨",
    ),
    "abatement_trading_price": (
        "Emissions trading, the scenario's other measures as they are: {price} CNY/t brings {without} to {co2} (10^4 t)",
        "碳排放权交易（情景其他措施不变）：碳价{price}元/吨，碳排放由{without}降到{co2}万吨",
    ),
    "abatement_trading_met": (
        "Emissions trading: no price is needed, the scenario's other measures leave {without} (10^4 t)",
        "碳排放权交易：无需碳价，情景其他措施实施后为{without}万吨",
    ),
    "abatement_trading_out": (
        "Emissions trading: even {most} CNY/t brings {without} only to {co2} (10^4 t)",
        "碳排放权交易：碳价{most}元/吨也只能由{without}降到{co2}万吨",
    ),
    "abatement_trading_how": (
        "it covers {coverage} of {branches}, elasticity {elasticity} (assumed); the price holds from the year after the"
        " base year",
        "覆盖{branches}的{coverage}，弹性{elasticity}（假定）；碳价自基准年次年起不变",
    ),
    "abatement_trading_none": (
        "Emissions trading: no branch of this region pays it",
        "碳排放权交易：该区域没有纳入的用能分支",
    ),
    # Notes
    "abatement_note_cost": (
        "Cost a tonne is the library's, at prices of {price}, graded {grades}; the curve orders by the middle of each range",
        "单位成本取自措施库（{price}年价），等级：{grades}；曲线按区间中值排序",
    ),
    "abatement_note_height": (
        "Height is discounted cost over undiscounted tonnes, so it is below the library's cost a tonne",
        "高度=折现成本÷未折现减排量，因此低于措施库单位成本",
    ),
    "abatement_note_sector": (
        "Sectors are where measures act, not who pays: the library knows no payer",
        "领域指措施作用之处，不等于出资方：措施库没有出资方数据",
    ),
    "abatement_note_investment": (
        "Investment is not in the library: costs are net costs a tonne, no investment by year is told",
        "措施库没有投资数据：成本为单位减排净成本，不给出分年投资",
    ),
    "abatement_note_exact": (
        "Averages are exact, over all orders",
        "平均减排量为精确值，遍历所有次序",
    ),
    "abatement_note_sampled": (
        "Averages come from {count} sampled orders inside sectors, standard error at most {error} (10^4 t); they add up to the"
        " whole",
        "平均减排量在各领域内抽样{count}种次序，标准误不超过{error}万吨，合计等于总减排量",
    ),
    "abatement_note_missing": (
        "A measure without a cost a tonne is missing here, not free",
        "缺少单位成本的措施未计入，不等于零成本",
    ),
    # Chart
    "chart.abatement": ("What a tonne costs, {period}", "减排成本曲线，{period}"),
    "chart.abatement_width": ("Cut, 10⁴ t CO₂ ({method})", "减排量，万吨CO₂（{method}）"),
    "chart.abatement_unit": ("CNY per t CO₂", "元/吨CO₂"),
    "chart.abatement_unit_discounted": (
        "CNY per t CO₂, discounted to {base} at {rate} a year",
        "元/吨CO₂（按年{rate}折现到{base}年）",
    ),
    "chart.abatement_range": ("Range of the library", "措施库区间"),
    "chart.abatement_price": ("Price {price} CNY/t", "碳价{price}元/吨"),
    "chart.abatement_beside": (
        "Beside each name: the middle of its cost of a tonne, CNY",
        "各措施名称旁为单位成本中值，元/吨",
    ),
    "chart.abatement_smaller": ("{count} narrow ones without a number", "另有{count}项较窄，未编号"),
}
