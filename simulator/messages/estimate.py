"""Words of `sim data estimate`: key -> (English, Chinese)."""

from __future__ import annotations

ESTIMATE: dict[str, tuple[str, str]] = {
    # Anchors
    "anchor.gas_use": ("Natural gas use", "天然气消费量"),
    "anchor.biomass_use": ("Biomass use", "生物质能消费量"),
    "anchor.waste_burnt": ("Waste burnt", "垃圾焚烧量"),
    "anchor.energy_industry": ("Energy of industry with power supply", "工业能耗（含电力供应）"),
    "anchor.energy_transport": ("Energy of transport with private cars", "交通能耗（含私家车）"),
    "anchor.energy_services": ("Energy of services", "服务业能耗"),
    "anchor.energy_households": ("Energy of dwellings", "居民生活能耗"),
    "anchor.energy_farm_construction": ("Energy of farming and construction", "农业和建筑业能耗"),
    "column.electricity": ("Electricity", "电力"),
    "column.heat": ("Heat", "热力"),
    "column.recovered": ("Recovered gas and heat", "余气余热"),
    "group.industry": ("industry", "工业"),
    "group.transport": ("transport", "交通"),
    "group.services": ("services", "服务业"),
    "group.households": ("dwellings", "居民生活"),
    "group.farm_construction": ("farming and construction", "农业和建筑业"),
    "group.plants": ("power and heat plants", "电源和热源"),
    "anchor.line.energy": ("Energy of {place}", "{place}能耗"),
    "anchor.line.fuel": ("{fuel} in {place}", "{place}{fuel}"),
    "anchor.line.electricity": ("Electricity of {place}", "{place}用电量"),
    "anchor_not_used": (
        "no such anchor, it has no effect",
        "没有这个锚点名称，不起作用",
    ),
    "renewables_not_met": (
        "expected plants that make them: give capacity and hours of hydro, solar or wind on the sheet Plants",
        "应有相应的电源：请在“电源热源”中填写水电、光伏或风电的装机和小时数",
    ),
    "unknown_place": (
        "unknown sector group, branch or part of the tree of branches",
        "没有这个分领域、用能分支或上级分支",
    ),
    # The report
    "estimate.column.anchor": ("anchor", "锚点"),
    "estimate.column.given": ("given", "公布值"),
    "estimate.column.balance": ("balance", "平衡表"),
    "estimate.column.difference": ("difference", "差值"),
    "estimate.column.unit": ("unit", "单位"),
    "estimate.column.how": ("how", "方式"),
    "estimate.bound": ("bound: {free} without it", "起约束作用：无此锚点为{free}"),
    "estimate.loose": ("met, changes nothing", "满足，不改变结果"),
    "estimate.derived": ("nobody published it", "无公布值，推算"),
    "estimate.derived_heading": (
        "Not published: derived from the coefficients of the benchmark (grade assumed; measure these first)",
        "无公布值，按基准区域系数推算（等级为假设，应优先补充）",
    ),
    "estimate.added": (
        "{file}: {count} rows from {benchmark} added, grades {grades}",
        "{file}：由{benchmark}补入{count}行，等级{grades}",
    ),
    "estimate.exists": (
        "is there already with other content; add --force to replace it",
        "已存在且内容不同；如需替换请加 --force",
    ),
    # Contradictions
    "conflict.heading": ("Anchors that contradict each other", "相互矛盾的锚点"),
    "conflict.set": (
        "{count} anchors cannot all hold; leave out or correct one of them:",
        "以下{count}个锚点不能同时成立，须更正或舍去其一：",
    ),
    "conflict.anchors": (
        "these anchors cannot all hold: {anchors}",
        "下列锚点不能同时成立：{anchors}",
    ),
    "conflict.within": ("within their stated ranges they can hold together", "在给出的范围内可以同时成立"),
    "conflict.beyond": ("their stated ranges do not help", "考虑给出的范围仍不能成立"),
    "conflict.none": ("No anchors contradict each other", "锚点之间没有矛盾"),
    # Importance
    "importance.heading": (
        "{region}: these numbers move the peak year or the CO2 of {year} most (one at a time, one sigma down and up)",
        "{region}：对达峰年或{year}年碳排放影响最大的数据（逐个上下变动一个标准差）",
    ),
    "importance.central": (
        "central: peak {peak}, CO2 of {year} {co2}; scenario {scenario}",
        "中方案：{peak}达峰，{year}年碳排放{co2}；情景 {scenario}",
    ),
    "importance.no_scenario": ("present trends of the region's tables", "区域参数表的现有趋势"),
    "importance.column.number": ("number", "数据"),
    "importance.column.value": ("value +- sigma", "数值±标准差"),
    "importance.column.grade": ("grade", "等级"),
    "importance.column.peak": ("peak year", "达峰年"),
    "importance.column.co2": ("CO2 of {year}, 10^4 t", "{year}年碳排放，万t"),
    "importance.column.where": ("where", "位置"),
    "importance.missing": ("not published", "无公布值"),
    "importance.outlook": ("{name}, outlook", "{name}（展望）"),
    "driver.gdp": ("GDP of the base year", "基年地区生产总值"),
    "driver.gdp.growth": ("GDP growth", "GDP增速"),
    "driver.population": ("Population", "常住人口"),
    "driver.urban_share": ("Urban share", "城镇化率"),
    "driver.structure.primary": ("Primary sector's share of GDP", "第一产业比重"),
    "driver.structure.industry": ("Industry's share of GDP", "工业比重"),
    "driver.structure.construction": ("Construction's share of GDP", "建筑业比重"),
    "driver.structure.secondary": ("Secondary sector's share of GDP", "第二产业比重"),
    "driver.structure.services": ("Services' share of GDP", "服务业比重"),
    # A prefecture and its counties
    "against.heading": (
        "{count} regions against {region}, 10^4 tce",
        "{count}个区域合计与{region}对照，万tce",
    ),
    "against.column.sum": ("sum", "合计"),
    "against.more": ("more than the whole", "超过总量"),
    "against.total": ("total energy", "能源消费总量"),
    "against.year": (
        "base year {year} differs from {other} of the region it is held against",
        "基年{year}与对照区域的{other}不同",
    ),
    # Many regions
    "many.progress": ("Estimating", "估算中"),
    "many.done": (
        "{good} of {count} regions estimated in {seconds} s, below {folder}",
        "{count}个区域中{good}个已估算，用时{seconds}秒，位于 {folder}",
    ),
    "many.bad": ("Not estimated:", "未能估算："),
    "many.name": ("a region name must be fit for a folder", "区域名称须能用作文件夹名"),
    "many.no_rows": ("the table holds no region", "表中没有区域"),
    "many.benchmark": ("expected a bundled region that can lend its tables", "应为可借用参数的内置区域"),
    "many.unknown": ("unknown variable or anchor", "没有这个变量或锚点"),
}
