"""The peak of a region, `sim peak`: key -> (English, Chinese)."""

from __future__ import annotations

PEAK: dict[str, tuple[str, str]] = {
    # What is refused
    "peak_by_form": (
        "expected a year or years such as 2025..2035, the first not after the last",
        "应为年份或年份区间，如 2025..2035，起始年不晚于结束年",
    ),
    "peak_horizon": (
        "expected {last} at the latest: the projection ends in {end}, and a peak is only seen when two years follow"
        " it; project to {to} (--to {to})",
        "应不晚于{last}年：测算止于{end}年，峰值之后至少还要有两年才能判定；可测算到{to}年（--to {to}）",
    ),
    "peak_no_levers": (
        "no measure can be raised: all that act in this region are at their highest, or --start leaves none",
        "没有可加强的措施：在本区域起作用的措施均已达到最强，或受 --start 限制",
    ),
    # Head
    "peak_heading": ("The peak of {region}, {name}", "{region}达峰分析，{name}"),
    "peak_now": ("As it is: {status}, {height}", "现情景：{status}，{height}"),
    "peak_rule": ("CO2 under the rule {preset}", "碳排放口径：{preset}"),
    "peak_levers": (
        "{count} measures may be raised up to 100 %; the cost of {priced} of them is known",
        "{count}项措施可加强至100%，其中{priced}项有成本数据",
    ),
    "peak_levers_from": (
        "More action begins in {start} at the earliest; what the scenario has begun before stays as it is",
        "新增行动最早始于{start}年；情景中此前已实施的措施保持不变",
    ),
    "peak_hindsight": (
        "Measures act as early as the library has it, also in years that are over: --start {start} asks what can"
        " still be done",
        "措施按措施库的进度实施，含已过去的年份；--start {start} 只看今后可采取的行动",
    ),
    "peak_few_later": (
        "Only {count} year(s) follow {year} in this projection: whether CO2 falls for good cannot be seen",
        "本测算在{year}年之后仅有{count}年，无法判断碳排放是否持续下降",
    ),
    # Frontier
    "peak_frontier": (
        "Peaking by a year: at least height, at least cost, by least change",
        "在某年前达峰：最低峰值、最低成本、最小改动",
    ),
    "peak_column.by": ("Peak by", "达峰不晚于"),
    "peak_column.lowest_height": ("Least height", "最低峰值"),
    "peak_column.lowest_year": ("in", "达峰年"),
    "peak_column.cost": ("Least cost", "最低成本"),
    "peak_column.cost_range": ("range", "成本范围"),
    "peak_column.cheapest_year": ("peak in", "达峰年"),
    "peak_column.cheapest_height": ("height", "峰值"),
    "peak_column.change": ("Least change", "最小改动"),
    "peak_column.change_measures": ("measures", "措施数"),
    "peak_column.smallest_year": ("peak in", "达峰年"),
    "peak_column.smallest_height": ("height", "峰值"),
    "peak_units": (
        "Height 10^4 t CO2; change in points of strength, all measures together; cost 10^8 CNY, present value of {first}"
        " over {first} to {last} at {rate} a year, below zero saves",
        "峰值单位：万吨CO2；改动为各措施强度提高的百分点之和；成本单位：亿元，为{first}—{last}年成本折至{first}年的现值"
        "（折现率{rate}），负值为节约",
    ),
    "peak_none": ("-: nothing was found that peaks by then", "-：未找到能在该年前达峰的组合"),
    "peak_as_is": ("as it is", "无需改动"),
    "peak_mix": ("Least change by {year}: {parts}", "{year}年前达峰的最小改动：{parts}"),
    "peak_mix_more": ("{count} more in levers.csv", "其余{count}项见 levers.csv"),
    "peak_cost_note": (
        "Cost a tonne of the library times the tonnes each measure cuts alone; overlaps are not taken off, and what"
        " measures save counts against what others cost",
        "措施库单位减排成本乘以各措施单独减排量，未扣除重叠；可节约措施的节约额计入总成本",
    ),
    "peak_unpriced": (
        "Not used for the least cost, since nobody says what they cost: {names}",
        "缺少成本数据、未用于最低成本求解：{names}",
    ),
    "peak_unpriced_more": ("{count} more", "其余{count}项"),
    "peak_method": (
        "Found by a row of linear programs (HiGHS) on trials of the model; every line is a trial, a better one is not"
        " ruled out",
        "由模型试算上的逐次线性规划（HiGHS）求得；每行均为模型实际试算结果，不排除存在更优解",
    ),
    # Latest start
    "peak_starts": ("Latest start of action", "行动最迟起始年"),
    "peak_column.own": ("this scenario's measures", "本情景措施"),
    "peak_column.all": ("all measures at their highest", "全部措施加至最强"),
    "peak_start.until": ("{start} ({shift})", "{start}年（{shift}）"),
    "peak_start.always": ("any time", "不限"),
    "peak_start.never": ("too late", "已来不及"),
    "peak_start.nothing": ("no measure", "无措施"),
    "peak_start_shift": ("{shift} y", "{shift}年"),
    "peak_sentence.until": (
        "To peak by {year}, action of this strength ({which}) must start by {start}; as planned it starts in {first}",
        "要在{year}年前达峰，这一力度的行动（{which}）最迟须于{start}年开始（原计划始于{first}年）",
    ),
    "peak_sentence.always": (
        "Whenever {which} start, the peak comes by {year}",
        "无论{which}何时开始，{year}年前均可达峰",
    ),
    "peak_sentence.never": (
        "However early {which} had started, the peak would not come by {year}",
        "{which}无论多早开始，都不能在{year}年前达峰",
    ),
    "peak_sentence.nothing": (
        "Nothing among {which} has a start that could be shifted",
        "{which}中没有可推移起始年的措施",
    ),
    "peak_which.own": ("this scenario's measures", "本情景措施"),
    "peak_which.all": ("all measures at their highest", "全部措施加至最强"),
    "peak_broken": (
        "* some later start would make it again; the answer is that of the years around the plan",
        "* 更晚的某些起始年也能做到；此处为计划年份附近连续可行的最迟年",
    ),
    # What decides
    "peak_moves": ("What decides the peak year", "达峰年份由什么决定"),
    "peak_column.what": ("What", "因素"),
    "peak_column.move": ("Move", "变动"),
    "peak_column.years": ("Peak year", "达峰年变化"),
    "peak_column.time": ("between years", "细分（年）"),
    "peak_column.height": ("Height", "峰值变化"),
    "peak_column.part": ("Height %", "峰值变化率"),
    "peak_move.low": ("low outlook", "低方案"),
    "peak_move.high": ("high outlook", "高方案"),
    "peak_move.percent": ("{change} of its values", "数值{change}"),
    "peak_move.points": ("{change} points, to {to}", "强度{change}个百分点，至{to}"),
    "peak_unseen": ("not seen", "不可见"),
    "peak_moves_note": (
        "One moved at a time; a driver without a range moves by 1 %, a measure by 10 points of its strength; between"
        " years: the top of a parabola through the three highest points",
        "每次只变动一项；无高低方案的驱动因素变动1%，措施强度变动10个百分点；细分年份为最高点及其前后两年所连抛物线的顶点",
    ),
    "peak_moves_more": ("{count} more lines in moves.csv", "其余{count}行见 moves.csv"),
    # Chart
    "chart.peak_frontier": ("Peaking by a year: how high, at what cost", "在某年前达峰：峰值与成本"),
    "chart.peak_height": ("Height of the peak", "峰值"),
    "chart.peak_cost": ("Cost of peaking by then", "在该年前达峰的成本"),
    "chart.peak_lowest": ("least height", "最低峰值"),
    "chart.peak_cheapest": ("at least cost", "最低成本"),
    "chart.peak_smallest": ("by least change", "最小改动"),
    "chart.peak_now": ("as it is", "现情景"),
    "chart.peak_range": ("range of the least cost", "最低成本的范围"),
    "chart.peak_unit_cut": ("{unit}, axis cut", "{unit}（纵轴不从零起）"),
    "unit.peak_cost": ("10⁸ CNY", "亿元"),
}
