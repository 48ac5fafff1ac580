"""The annexes of an action plan's draft, and `sim report`: key -> (English, Chinese)."""

from __future__ import annotations

DRAFT_ANNEX: dict[str, tuple[str, str]] = {
    # Sources
    "draft.sources": ("Sources and how good they are", "数据来源与可信度"),
    "draft.sources_intro": (
        "Every number that went into this result, by table: what it stands for, its source, its grade, and the lines of"
        " the input file",
        "本结果所用的每个数字按数据表列出：条目、出处、等级及所在文件行号",
    ),
    "draft.grades_meaning": (
        "Grades, best first: published; confirmed zero; recalled (published, quoted from memory, to be looked up); derived"
        " (computed from better ones); assumed (reasoned, with a range)",
        "等级由高到低：公布；确认为零；凭记忆（已公布，凭记忆引用，待核）；推算（由更好的数据计算）；假定（经推断，有范围）",
    ),
    "draft.data_table": ("Table", "数据表"),
    "draft.grade_table": ("Numbers by table and grade, {region}", "{region}各数据表的数值个数与等级"),
    "draft.grade_note": (
        "paths not given for the region are those of its province",
        "区域未给出的路径采用所在省数据",
    ),
    "draft.source_listing": ("{table}, {region}: sources", "{region}{table}出处"),
    "draft.listed_above": (
        "{count} more numbers are those of a region above and listed there",
        "另有{count}个数值与前列区域相同，不再重复",
    ),
    "draft.stands_for": ("Stands for", "条目"),
    "draft.numbers": ("Numbers", "个数"),
    "draft.where": ("File and lines", "文件及行号"),
    "draft.factor_sources": ("Factors and rates, {region}: sources", "{region}排放因子与折算系数出处"),
    "draft.meaning_table": ("Measures: meaning of 100 % strength, sources", "措施：力度100%的含义与出处"),
    "draft.full_strength": ("100 % strength", "力度100%的含义"),
    "draft.table.anchors": ("Published totals of the base year", "基准年锚点"),
    "draft.table.drivers": ("Drivers", "驱动因素"),
    "draft.table.balance": ("Energy balance", "能源平衡"),
    "draft.table.plants": ("Power and heat plants", "电源与热源"),
    "draft.table.stocks": ("Stocks", "存量"),
    "draft.table.processes": ("Processes and sinks", "过程与碳汇"),
    "draft.table.paths": ("Default paths", "默认路径"),
    "draft.table.history": ("Published values of other years", "历史公布值"),
    "draft.table.named": ("Named firms", "重点企业"),
    "draft.table.projects": ("Projects", "项目"),
    "draft.table.factors": ("Own CO₂ factors", "自有排放因子"),
    "draft.table.imports": ("Own imported power", "自有调入电力"),
    "draft.table.measures": ("Measures", "措施"),
    "draft.name.gas_use": ("Natural gas use", "天然气消费量"),
    "draft.name.coal_use": ("Coal use", "煤炭消费量"),
    "draft.name.oil_use": ("Oil use", "油品消费量"),
    "draft.name.waste_burnt": ("Waste burnt", "垃圾焚烧量"),
    "draft.name.renewable_use": ("Renewable energy use", "可再生能源消费量"),
    "draft.name.energy_industry": ("Energy use of industry", "工业能源消费量"),
    "draft.name.energy_transport": ("Energy use of transport", "交通能源消费量"),
    "draft.name.energy_services": ("Energy use of services", "服务业能源消费量"),
    "draft.name.energy_households": ("Energy use of households", "居民生活能源消费量"),
    "draft.name.energy_farm_construction": (
        "Energy use of farming and construction",
        "农业和建筑业能源消费量",
    ),
    "draft.name.energy_total_2020_prices": (
        "Total energy use, intensity read at 2020 prices",
        "能源消费总量（强度按2020年价）",
    ),
    "draft.name.co2_process": ("Process CO₂", "工业过程碳排放"),
    "draft.name.gdp": ("GDP", "地区生产总值"),
    # Missing, units, run
    "draft.missing": ("What is missing or assumed", "缺失与假定"),
    "draft.missing_intro": (
        "Missing data are left out and never read as zero; what is assumed is told here and in the sources",
        "缺失的数据不列、不按零计；假定的内容在此及出处表中列明",
    ),
    "draft.assumed_share": (
        "{region}: {share} of the energy of {year} is assumed",
        "{region}：{year}年能源数据中假定占{share}",
    ),
    "draft.unknown": ("{region}, not known: {terms}", "{region}缺少：{terms}"),
    "draft.foreign_reason": (
        "Reason of the scenario {scenario}, as written: {text}",
        "{scenario}设定理由（原文）：{text}",
    ),
    "draft.units": ("Units, rounding, run id", "单位、修约与运算编号"),
    "draft.unit_energy": (
        "tce: tonne of coal equivalent, 29.3076 GJ; 10⁴ = ten thousand, 10⁸ = a hundred million",
        "吨标准煤（tce）=29.3076吉焦；万=10⁴，亿=10⁸",
    ),
    "draft.unit_co2": (
        "t: tonne of CO₂ unless another gas is named",
        "碳排放单位为吨二氧化碳，另有说明的除外",
    ),
    "draft.rounding": (
        "Figures are rounded to three significant digits, shares to 0.1 %; sums and shares are taken before rounding, so"
        " that rows may not add up exactly",
        "数值修约到三位有效数字，比重修约到0.1%；合计与占比按修约前数值计算，各行之和可能与合计略有出入",
    ),
    "draft.dashes": (
        "A dash stands for what is missing or does not apply; negative import is export, negative CO₂ is uptake",
        "“—”表示缺失或不适用；净调入为负表示净调出，排放为负表示吸收",
    ),
    "draft.scenario_id": ("Scenario id", "情景编号"),
    "draft.folder": ("Folder", "结果文件夹"),
    "draft.run_table": ("Results this draft is written from", "本稿所依据的结果"),
    "draft.run_note": (
        "the same inputs give the same run id; all input rows stand in inputs.yaml of the folder",
        "输入相同则编号相同；全部输入见结果文件夹的 inputs.yaml",
    ),
    "draft.header": ("{mark} · run {run_id}", "{mark} · 运算编号 {run_id}"),
    # The command
    "report_done": ("Written: {path}", "已写出：{path}"),
    "report_file_exists": (
        "something of this name is here already and may have been edited; choose another --out, or add --force",
        "此处已有同名文件，可能已被修改；请另选 --out，或加 --force 覆盖",
    ),
    "report_same_name": (
        "two result folders of this name would write the same file; run them one by one with another --out each",
        "两个同名的结果文件夹会写出同一文件；请分别运行并指定不同的 --out",
    ),
    "report_rates_only": (
        "expected docx, html or charts with --rates-only; this file holds totals",
        "使用 --rates-only 时应为 docx、html 或 charts；此类文件含总量",
    ),
    "report_template_only_docx": (
        "a template serves --format docx only",
        "模板只用于 --format docx",
    ),
    "template_broken": (
        "the template cannot be read as a Word document ({reason}); save it as .docx",
        "模板无法按 Word 文档读取（{reason}），请另存为 .docx",
    ),
    "template_macros": (
        "the template holds macros ({part}), which are refused; save it as .docx without macros",
        "模板含有宏（{part}），不予使用；请另存为不含宏的 .docx",
    ),
    "template_tag": (
        "a tag of the template cannot be used ({reason}); expected {expected}",
        "模板中的标签无法使用（{reason}），应为 {expected}",
    ),
    "template_unknown_name": (
        "unknown name in the template; expected one of {expected}",
        "模板中有未知名称，应为以下之一：{expected}",
    ),
}
