"""Backcast, trends, track and reconciliation: key -> (English, Chinese)."""

from __future__ import annotations

TRACK: dict[str, tuple[str, str]] = {
    # sim data backcast
    "backcast_heading": (
        "Backcast of {region}: model against published values",
        "{region}回溯检验：模型与公布值对照",
    ),
    "backcast_past": (
        "Carried back from {base} to {first} along actual drivers",
        "以{base}年平衡表沿实际驱动因素回推至{first}年",
    ),
    "backcast_no_past": (
        "Nothing is carried back: {names} has no actual values before {base} in drivers.csv"
        " (GDP in history.csv is at the prices of its year and cannot be chained)",
        "未作回推：drivers.csv 中 {names} 缺少{base}年以前的实际值（history.csv 中的GDP为当年价，不能直接使用）",
    ),
    "backcast_not_asked": ("Nothing is carried back: --from is the base year", "未作回推：--from 即为基年"),
    "backcast_held": (
        "Held at the earliest known year for want of data: {names}",
        "缺少早年数据，按最早已知年份取值：{names}",
    ),
    "backcast_rule": (
        "Before the base year: activity follows the drivers, intensity goes back at the first rate of its path;"
        " fuel shares, plants, make-up of stocks and grid factor stay as in the base year",
        "基年以前：活动水平随驱动因素，强度按路径首年变化率回推；能源结构、电源热源、存量构成和电网因子同基年",
    ),
    "backcast_rule_ahead": (
        "After the base year: the model without measures",
        "基年以后：不含措施的模型结果",
    ),
    "backcast_rule_yardstick": (
        "Yardstick: drivers alone, everything else as in the base year",
        "参照：仅随驱动因素变化，其余同基年",
    ),
    "backcast_nothing": (
        "Nothing to compare: history.csv holds no energy, electricity or CO2 of the years projected",
        "没有可对照的数据：history.csv 中没有测算年份的能源、电力或碳排放",
    ),
    "backcast_uncompared": (
        "Published but outside the years projected: {names}",
        "已公布但不在测算年份内：{names}",
    ),
    "backcast_errors": ("Errors by indicator", "分指标误差"),
    "backcast_projected": ("What it says of these years", "回推结果"),
    "column.indicator": ("Indicator", "指标"),
    "column.unit": ("Unit", "单位"),
    "column.year": ("Year", "年份"),
    "column.actual": ("Published", "公布值"),
    "column.model": ("Model", "模型"),
    "column.error": ("Error", "误差"),
    "column.relative": ("Relative", "相对误差"),
    "column.yardstick": ("Yardstick", "参照误差"),
    "column.grade": ("Grade", "等级"),
    "column.years": ("Years", "年数"),
    "column.mean": ("Mean error", "平均误差"),
    "column.mean_relative": ("Mean relative", "平均相对误差"),
    "column.absolute": ("Mean absolute", "平均绝对误差"),
    "column.absolute_relative": ("Mean absolute relative", "平均绝对相对误差"),
    # sim data backcast --trends
    "trends_heading": (
        "Trends of {region} (Theil-Sen; Mann-Kendall at 5 %), only proposed, nothing is written",
        "{region}历史趋势（Theil-Sen 斜率，Mann-Kendall 5% 检验），仅供参考，不写入任何文件",
    ),
    "trends_none": (
        "No trend: fewer than three actual values of every driver and indicator",
        "无法给出趋势：各驱动因素和指标的实际值均不足三年",
    ),
    "trends_rows": (
        "Rows for drivers.csv, if you take them (check them first)",
        "如采用，可写入 drivers.csv 的行（请先核对）",
    ),
    "column.trend": ("Series", "序列"),
    "column.span": ("Years", "年份"),
    "column.points": ("n", "n"),
    "column.rate": ("A year", "年均"),
    "column.present": ("Tables now", "现用值"),
    "column.s": ("S", "S"),
    "column.significant": ("Trend", "趋势"),
    "trend_significant": ("significant", "显著"),
    "trend_not_significant": ("not significant", "不显著"),
    "trend_gaps": ("not tested, years missing", "未检验（年份不连续）"),
    "trend_few": ("not tested, too few", "未检验（点数不足）"),
    "trend_per_gdp": ("{name} per GDP", "单位GDP{name}"),
    # sim track
    "track_heading": (
        "Check of {year}: {region}, {scenario}",
        "{year}年目标进度核查：{region}，{scenario}",
    ),
    "track_actual_until": (
        "Actual drivers to {year}; published values count as actual, all else is the model's",
        "驱动因素为实际值至{year}年；有公布值者取公布值，其余为模型值",
    ),
    "track_rule": (
        "Path: a straight line for levels and shares, a constant rate for cuts",
        "路径：水平值和比重按直线，下降率按固定年率",
    ),
    "track_no_targets": ("This scenario sets no targets", "该情景没有目标"),
    "track_none_column": ("{count} without data: {names}", "{count}项无数据：{names}"),
    "track_together": ("Together: {parts}", "合计：{parts}"),
    "course.on_course": ("on course", "符合进度"),
    "course.off_course": ("off course", "落后"),
    "course.no_value_set": ("no value set", "未下达"),
    "course.no_data": ("no data", "无数据"),
    "course.not_due": ("not due", "未到核查年份"),
    "basis.actual": ("published", "公布"),
    "basis.modelled": ("model", "模型"),
    "column.kind": ("Kind", "类型"),
    "column.target": ("Target", "目标"),
    "column.base": ("Base", "基期"),
    "column.goal": ("Goal", "目标值"),
    "column.path": ("Path", "应达到"),
    "column.value": ("Now", "现状"),
    "column.basis": ("From", "来源"),
    "column.course": ("Course", "进度"),
    "column.needed": ("Needed a year", "今后每年"),
    # sim data reconcile
    "reconcile_heading": (
        "Inventory against the base year {year} of {region}, 10^4 t CO2 equivalent",
        "清单与{region}{year}年基数对照（万tCO2当量）",
    ),
    "reconcile_factors": (
        "Base year by: fuel factors {combustion}; imported power {grid} kg/kWh; warming {gwp}",
        "基数口径：燃料因子 {combustion}；调入电力 {grid} kg/kWh；增温潜势 {gwp}",
    ),
    "reconcile_nothing": (
        "No line holds an inventory value; fill in activity, factor or emissions",
        "没有填写任何清单数值，请填写活动水平、排放因子或排放量",
    ),
    "reconcile_net": (
        "Compared: inventory {inventory}, base year {base}; net gap {net} ({share})",
        "已对照：清单 {inventory}，基数 {base}；净差 {net}（{share}）",
    ),
    "reconcile_sum": (
        "Sum of absolute gaps {absolute} ({share}); factor {factor}, activity {activity}, boundary {boundary}"
        " (net {factor_net}, {activity_net}, {boundary_net}); not split {unsplit}",
        "绝对差合计 {absolute}（{share}）；因子 {factor}、活动水平 {activity}、边界 {boundary}"
        "（净差 {factor_net}、{activity_net}、{boundary_net}）；未拆分 {unsplit}",
    ),
    "reconcile_blank": (
        "Not filled in, so not compared: {count} line(s), {emissions} in the base year: {names}",
        "未填写，不参加对照：{count} 行，基数合计 {emissions}：{names}",
    ),
    "reconcile_unknown": (
        "Amount not known in the base year, so not compared: {names}",
        "基数缺少数量，不参加对照：{names}",
    ),
    "reconcile_written": ("Written: {file}", "已写入：{file}"),
    "gap.factor": ("factor", "因子"),
    "gap.activity": ("activity", "活动水平"),
    "gap.boundary": ("boundary", "边界"),
    "gap.unsplit": ("not split", "未拆分"),
    "gap.none": ("agrees", "一致"),
    "column.line": ("Line", "行"),
    "column.name": ("What", "内容"),
    "column.base_emissions": ("Base year", "基数"),
    "column.inventory": ("Inventory", "清单"),
    "column.gap": ("Gap", "差"),
    "column.activity_part": ("by activity", "因活动水平"),
    "column.factor_part": ("by factor", "因因子"),
    "column.label": ("Label", "归因"),
    # The template of an inventory; headings are read back, so they stay as COLUMNS of inputs/inventory.py has them
    "template.sheet": ("inventory", "清单"),
    "template.notes": ("notes", "说明"),
    "template.line": ("line", "行"),
    "template.what": ("what", "内容"),
    "template.activity": ("activity", "活动水平"),
    "template.unit": ("unit", "单位"),
    "template.factor": ("factor", "排放因子"),
    "template.factor_unit": ("factor_unit", "因子单位"),
    "template.emissions": ("emissions (1e4 t CO2e)", "排放量（万tCO2当量）"),
    "template.source": ("source", "来源"),
    "template.note1": (
        "Fill in the yellow cells of each line from the bureau's inventory of the base year. Two of activity,"
        " factor and emissions are enough; emissions alone can be compared but not split",
        "按本地基年温室气体清单填写黄色单元格。活动水平、排放因子、排放量填两项即可；只填排放量可以对照，但不能拆分原因",
    ),
    "template.note2": (
        "Blank means missing: the line is not compared. 0 means that the inventory does not count it",
        "空白表示缺失，该行不参加对照；填 0 表示清单不计该项",
    ),
    "template.note3": (
        "Fuels may be given in tonnes, cubic metres, GJ or tce, factors per any of these; choose the unit",
        "燃料可用吨、立方米、GJ 或 tce，因子可按其中任一单位；请选择单位",
    ),
    "template.note4": (
        "Emissions are in 10^4 t CO2 equivalent; factors of other gases are tonnes of the gas itself",
        "排放量为万吨CO2当量；其他气体的因子按气体本身的吨数",
    ),
    "template.note5": (
        "Power plants and heating plants stand in the energy sector, users' own fuels in theirs; power from the"
        " grid is one line, net import",
        "电厂、热电厂计入能源领域，终端自用燃料计入各领域；外购电力为一行，即净调入电力",
    ),
    "template.note6": (
        "A fuel that a sector has in the inventory and not here: add a row below with the line sector.fuel, such"
        " as industry.coke",
        "清单中有而此处没有的燃料，可在下方加一行，行名为 领域.能源品种，如 industry.coke",
    ),
    "template.note7": (
        "Feedstock is fuel used as raw material; an inventory of energy activity leaves it out (0)",
        "原料用能指用作原料的能源；能源活动清单不计的，填 0",
    ),
    # Problems of an inventory
    "inventory_kind": ("expected a workbook (.xlsx) or a table (.csv)", "应为工作簿（.xlsx）或表格（.csv）"),
    "inventory_none": (
        "no inventory here: give a file, or fill in the sheet Inventory of the data workbook",
        "此处没有清单：请给出清单文件，或在数据工作簿中填写“温室气体清单”",
    ),
    "inventory_no_header": (
        "expected a sheet with the columns line, activity, unit, factor, factor_unit, emissions",
        "应有一张工作表含 行、活动水平、单位、排放因子、因子单位、排放量 各列",
    ),
    "inventory_line": ("expected a line of the template", "应为模板中的行"),
    "inventory_line_twice": ("this line stands twice, first in {first}", "该行重复，首次见 {first}"),
    "inventory_factor_unit": (
        "expected a factor per unit of the activity, such as {unit}",
        "排放因子应按活动水平的单位，如 {unit}",
    ),
    "inventory_disagrees": (
        "expected activity x factor, {product} 10^4 t; check the units",
        "应等于活动水平乘排放因子（{product} 万t），请检查单位",
    ),
    "inventory_half": (
        "activity or factor alone says nothing; add the other one or the emissions",
        "只有活动水平或排放因子，请补填另一项或排放量",
    ),
    "file_in_the_way": (
        "this file exists; choose another name, or --force",
        "文件已存在，请另选文件名，或用 --force 覆盖",
    ),
}
