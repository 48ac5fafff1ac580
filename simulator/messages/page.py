"""Words of the page and of the energy flow: key -> (English, Chinese)."""

from __future__ import annotations

PAGE: dict[str, tuple[str, str]] = {
    # Energy flow
    "flow.title": ("Energy flow in {year}", "{year}年能源流向"),
    "flow.caption": ("Energy flow in {year} ({unit})", "{year}年能源流向图（{unit}）"),
    "flow.basis": (
        "Central case; every carrier by its energy content, electricity at {rate} kgce/kWh, so sums differ from"
        " total energy use under the accounting rule",
        "中方案；各能源品种按热量当量值计，电力折标 {rate} kgce/kWh，合计与口径下的能源消费总量不同",
    ),
    "flow.recovered_note": (
        "recovered gas and heat was burnt once already, in the fuel of industry",
        "余能余气已计入工业燃料，此处为再次利用",
    ),
    "flow.unit": ("10⁴ tce by energy content", "万吨标准煤，当量值"),
    "flow.share": ("% of the supply", "占供应量%"),
    "flow.fuels": ("Fuels", "终端用燃料"),
    "flow.electricity": ("Electricity", "电力"),
    "flow.heat": ("Heat", "热力"),
    "flow.recovered": ("Recovered gas and heat", "余能余气"),
    "flow.ambient": ("Ambient heat", "环境热"),
    "flow.generator": ("Power plants", "发电"),
    "flow.chp": ("CHP", "热电联产"),
    "flow.boiler": ("Heat plants", "供热锅炉"),
    "flow.recovery": ("Waste-heat power", "余能发电"),
    "flow.electrolyser": ("Electrolysis", "电解水制氢"),
    "flow.capture": ("Carbon capture", "碳捕集"),
    "flow.losses": ("Losses", "转换与输送损失"),
    "flow.export": ("Net export", "净调出"),
    # The page
    "page.contents": ("Contents", "目录"),
    "page.skip": ("Skip to the text", "跳到正文"),
    "page.figure": ("Figure {number}", "图{number}"),
    "page.table": ("Table {number}", "表{number}"),
    "page.chart_of": ("Chart: {caption}", "图表：{caption}"),
}
