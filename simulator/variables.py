"""The one registry of what the simulator computes: name, unit, dimensions, meaning in both languages.

Results, file headers, charts and documents all read it; a test keeps it complete.
"""

from __future__ import annotations

from typing import NamedTuple


class Variable(NamedTuple):
    """A result: unit as printed, dimensions besides run, meaning."""

    unit: str
    dims: tuple[str, ...]
    en: str
    zh: str

    def text(self, lang: str) -> str:
        """The name in `lang`."""
        return self.zh if lang == "zh" else self.en


UNIT_ZH = {
    "1e4 tce": "万tce",
    "1e4 t": "万t",
    "1e8 kWh": "亿kWh",
    "1e8 CNY": "亿元",
    "1e4 persons": "万人",
    "1e4 CNY/person": "万元/人",
    "tce/1e4 CNY": "tce/万元",
    "t/1e4 CNY": "t/万元",
    "tce/person": "tce/人",
    "t/person": "t/人",
    "t/tce": "t/tce",
    "ratio": "",
    "year": "年",
    "kg/kWh": "kg/kWh",
    "ug/m3": "微克/立方米",
    "MW": "兆瓦",
    "count": "个",
    "1e4 households": "万户",
    "1e4 ha": "万公顷",
    "1e8 m3": "亿立方米",
    "m3/1e4 CNY": "立方米/万元",
    "1e4 t/d": "万吨/日",
    "kg/mu": "千克/亩",
    "h": "小时",
}
UNIT_EN = {
    "1e4 tce": "10^4 tce",
    "1e4 t": "10^4 t",
    "1e8 kWh": "10^8 kWh",
    "1e8 CNY": "10^8 CNY",
    "ratio": "",
    "1e4 households": "10^4 households",
    "1e4 ha": "10^4 ha",
    "1e8 m3": "10^8 m3",
    "m3/1e4 CNY": "m3/10^4 CNY",
    "1e4 t/d": "10^4 t/d",
}

YEAR = ("year",)
INDICATORS: dict[str, Variable] = {
    "energy_total": Variable("1e4 tce", YEAR, "Total energy use", "能源消费总量"),
    "co2_total": Variable("1e4 t", YEAR, "Total CO2 emissions", "碳排放总量"),
    "energy_intensity": Variable("tce/1e4 CNY", YEAR, "Energy use per GDP", "能耗强度"),
    "co2_intensity": Variable("t/1e4 CNY", YEAR, "CO2 per GDP", "碳排放强度"),
    "coal_share": Variable("ratio", YEAR, "Coal share of energy use", "煤炭消费比重"),
    "renewable_share": Variable("ratio", YEAR, "Renewable share of energy use", "可再生能源占比"),
    "nonfossil_share": Variable("ratio", YEAR, "Non-fossil share of energy use", "非化石能源占比"),
    "electrification": Variable("ratio", YEAR, "Electricity share of final energy", "电能占终端用能比重"),
    "energy_per_head": Variable("tce/person", YEAR, "Energy use per head", "人均能耗"),
    "co2_per_head": Variable("t/person", YEAR, "CO2 per head", "人均碳排放"),
    "coal_total": Variable("1e4 tce", YEAR, "Coal use", "煤炭消费量"),
    "oil_total": Variable("1e4 tce", YEAR, "Oil use", "油品消费量"),
    "gas_total": Variable("1e4 tce", YEAR, "Natural gas use", "天然气消费量"),
    "electricity_use": Variable("1e8 kWh", YEAR, "Electricity use, losses included", "全社会用电量"),
    "net_import_electricity": Variable("1e8 kWh", YEAR, "Net imported electricity", "净调入电量"),
    "co2_industry": Variable("1e4 t", YEAR, "CO2 of industry, end-use view", "工业领域碳排放"),
    "co2_process": Variable("1e4 t", YEAR, "Process CO2", "工业生产过程排放"),
    "co2_import": Variable("1e4 t", YEAR, "CO2 of net imported electricity and heat", "净调入电力热力排放"),
    "gdp": Variable("1e8 CNY", YEAR, "GDP at 2020 prices", "地区生产总值（2020年价）"),
    "population": Variable("1e4 persons", YEAR, "Resident population", "常住人口"),
    "gdp_per_head": Variable("1e4 CNY/person", YEAR, "GDP per head", "人均地区生产总值"),
    "co2_per_energy": Variable("t/tce", YEAR, "CO2 per energy use", "单位能耗碳排放"),
    "grid_factor": Variable("kg/kWh", YEAR, "CO2 factor of imported electricity", "调入电力排放因子"),
    "energy_intensity_industry": Variable(
        "tce/1e4 CNY", YEAR, "Energy use of industry per its value added", "单位工业增加值能耗"
    ),
    "renewable_power_share": Variable(
        "ratio",
        YEAR,
        "Local renewable electricity and certificates in electricity use",
        "可再生能源电力消纳占比（本地及绿证）",
    ),
    "renewable_heat_share": Variable(
        "ratio", YEAR, "Renewable share of non-electric energy use", "非电用能可再生能源占比"
    ),
    "co2_captured": Variable("1e4 t", YEAR, "CO2 captured", "碳捕集量"),
    "co2_ets": Variable("1e4 t", YEAR, "CO2 inside the national carbon market", "纳入全国碳市场的排放"),
    "co2_ets_paid": Variable("1e4 t", YEAR, "CO2 whose allowances are not free", "有偿配额对应排放"),
    "co2_removed": Variable("1e4 t", YEAR, "CO2 taken up by land", "碳汇"),
    "co2_net": Variable("1e4 t", YEAR, "CO2 less uptake by land", "碳净排放（扣除碳汇）"),
    "ch4_total": Variable("1e4 t", YEAR, "Methane", "甲烷排放"),
    "n2o_total": Variable("1e4 t", YEAR, "Nitrous oxide", "氧化亚氮排放"),
    "fluorinated_total": Variable("1e4 t", YEAR, "Fluorinated gases, CO2 equivalent", "含氟气体（CO2当量）"),
    "ghg_total": Variable("1e4 t", YEAR, "All greenhouse gases, CO2 equivalent", "温室气体总量（CO2当量）"),
    "ghg_net": Variable(
        "1e4 t", YEAR, "All greenhouse gases less uptake by land", "温室气体净排放（CO2当量）"
    ),
    "so2_total": Variable("1e4 t", YEAR, "SO2", "二氧化硫排放"),
    "nox_total": Variable("1e4 t", YEAR, "NOx", "氮氧化物排放"),
    "pm25_total": Variable("1e4 t", YEAR, "Primary PM2.5", "一次PM2.5排放"),
    "voc_total": Variable("1e4 t", YEAR, "Volatile organic compounds", "挥发性有机物排放"),
    "nh3_total": Variable("1e4 t", YEAR, "Ammonia", "氨排放"),
}
OBSERVED: dict[str, Variable] = {  # measured by other offices: held against published values, never projected
    "pm25": Variable("ug/m3", YEAR, "PM2.5, annual mean", "细颗粒物（PM2.5）年均浓度"),
    "ozone": Variable("ug/m3", YEAR, "Ozone, daily maximum of 8 hours", "臭氧日最大8小时平均浓度"),
    "good_air_days": Variable("ratio", YEAR, "Days of good air", "空气质量优良天数比率"),
    "forest_coverage": Variable("ratio", YEAR, "Forest coverage", "森林覆盖率"),
    "forest_grass_coverage": Variable("ratio", YEAR, "Forest and grass coverage", "林草覆盖率"),
    "ecological_red_line_share": Variable(
        "ratio", YEAR, "Ecological red line, share of land", "生态保护红线占国土面积比例"
    ),
    "new_greening": Variable(
        "1e4 ha", YEAR, "Land newly greened in the plan period", "规划期新增国土绿化面积"
    ),
    "improved_forest": Variable(
        "1e4 ha", YEAR, "Forest improved in the plan period", "规划期森林质量精准提升面积"
    ),
    "park_air_quality_share": Variable(
        "ratio", YEAR, "Industrial parks that meet air quality", "工业园区空气质量达标比例"
    ),
    "cod_total": Variable("1e4 t", YEAR, "Chemical oxygen demand discharged", "化学需氧量排放"),
    "ammonia_nitrogen_total": Variable("1e4 t", YEAR, "Ammonia nitrogen discharged", "氨氮排放"),
    "water_use_total": Variable("1e8 m3", YEAR, "Total water use", "用水总量"),
    "water_per_gdp": Variable("m3/1e4 CNY", YEAR, "Water use per GDP", "万元GDP用水量"),
    "water_per_industry": Variable(
        "m3/1e4 CNY", YEAR, "Water use of industry per its value added", "万元工业增加值用水量"
    ),
    "irrigation_coefficient": Variable(
        "ratio", YEAR, "Irrigation water that reaches the crop", "农田灌溉水有效利用系数"
    ),
    "pipe_loss_share": Variable("ratio", YEAR, "Losses of the water network", "供水管网漏损率"),
    "water_saving_firm_share": Variable(
        "ratio", YEAR, "Water-saving firms among those that use much", "高耗水工业企业节水型企业覆盖率"
    ),
    "reclaimed_water_share": Variable("ratio", YEAR, "Use rate of reclaimed water", "中水利用率"),
    "split_quality_water": Variable(
        "1e4 t", YEAR, "Yearly capacity of water supply split by quality", "年分质供水能力"
    ),
    "sewage_capacity": Variable("1e4 t/d", YEAR, "Sewage treatment capacity", "污水处理能力"),
    "sewage_capacity_added": Variable(
        "1e4 t/d", YEAR, "Sewage treatment capacity added in the plan period", "规划期新增污水处理能力"
    ),
    "sewage_capacity_retrofitted": Variable(
        "1e4 t/d",
        YEAR,
        "Sewage treatment capacity retrofitted for clean discharge",
        "污水处理清洁排放改造规模",
    ),
    "solid_waste_use_share": Variable(
        "ratio", YEAR, "Use rate of industrial solid waste", "一般工业固体废物综合利用率"
    ),
    "waste_harmless_share": Variable(
        "ratio", YEAR, "Municipal waste treated harmlessly", "城镇生活垃圾无害化处理率"
    ),
    "waste_resource_share": Variable(
        "ratio", YEAR, "Municipal waste used as a resource", "生活垃圾资源化利用率"
    ),
    "straw_use_share": Variable("ratio", YEAR, "Straw use rate", "秸秆综合利用率"),
    "film_recovery_share": Variable("ratio", YEAR, "Recovery of mulch film", "废旧农膜回收率"),
    "soil_test_share": Variable("ratio", YEAR, "Soil-test fertilisation coverage", "测土配方施肥覆盖率"),
    "pesticide_use": Variable("1e4 t", YEAR, "Use of pesticide", "农药施用量"),
    "pesticide_per_area": Variable("kg/mu", YEAR, "Use of pesticide per area", "农药使用强度"),
    "low_carbon_value_added_share": Variable(
        "ratio", YEAR, "Value-added share of low-carbon industries", "低碳产业增加值占比"
    ),
    "green_building_share": Variable(
        "ratio", YEAR, "Green buildings in new urban buildings", "城镇新建建筑中绿色建筑占比"
    ),
    "gas_households": Variable("1e4 households", YEAR, "Households connected to natural gas", "天然气入户数"),
    "buses_replaced": Variable(
        "count", YEAR, "Buses replaced by new-energy or clean-energy ones", "新能源、清洁能源替代的公交车"
    ),
    "china_iii_truck_share": Variable(
        "ratio", YEAR, "China III and older in commercial diesel trucks", "国三及以下占营运柴油货车比例"
    ),
    "china_iii_heavy_truck_share": Variable(
        "ratio",
        YEAR,
        "China III and older in commercial heavy diesel trucks",
        "国三及以下占营运重型柴油货车比例",
    ),
    "coal_boilers_small": Variable(
        "count", YEAR, "Coal boilers under 35 t/h of steam", "35蒸吨/小时以下燃煤锅炉"
    ),
    "green_factories": Variable(
        "count", YEAR, "Green factories, Jinhua-city level or higher", "金华市级以上绿色工厂"
    ),
    "small_firm_parks": Variable(
        "count", YEAR, "Small-firm parks of three stars or more", "三星级以上小微企业园"
    ),
    "zero_carbon_towns": Variable(
        "count", YEAR, "Zero-carbon towns and subdistricts", "“零碳”示范乡镇（街道）"
    ),
    "zero_carbon_villages": Variable(
        "count", YEAR, "Zero-carbon villages and communities", "“零碳”示范村（社区）"
    ),
    "zero_carbon_offices": Variable(
        "count", YEAR, "Zero-carbon party and government offices", "“零碳”党政机关"
    ),
    "low_carbon_offices": Variable("count", YEAR, "Low-carbon party and government offices", "低碳党政机关"),
    "low_carbon_parks": Variable("count", YEAR, "Green low-carbon parks", "绿色低碳园区"),
    "zero_waste_city": Variable("count", YEAR, "Named zero-waste city", "获评“无废城市”"),
    "water_saving_city": Variable("count", YEAR, "Named national water-saving city", "获评国家节水型城市"),
    "environment_spending_share": Variable(
        "ratio", YEAR, "Environmental spending, share of GDP", "生态环保投入占GDP比重"
    ),
    "eco_processing_share": Variable(
        "ratio", YEAR, "Eco-processing in output of industry", "生态加工业产值占工业总产值比重"
    ),
    "eco_tourism_share": Variable(
        "ratio", YEAR, "Eco-tourism in output of services", "生态旅游收入占服务业总产值比重"
    ),
    "green_farm_share": Variable(
        "ratio",
        YEAR,
        "Green and organic products in output of farming",
        "绿色、有机农产品产值占农业总产值比重",
    ),
    "zone_output": Variable("1e8 CNY", YEAR, "Economic size of the Cao'e River zone", "曹娥江经开区经济总量"),
    "zone_lead_industry_share": Variable(
        "ratio", YEAR, "Lead industries of the Cao'e River zone", "曹娥江经开区主导产业集聚度"
    ),
}
DETAILS: dict[str, Variable] = {  # of one stock, plant or process, named behind the point
    "sales_share": Variable("ratio", YEAR, "Share of new", "新增占比"),
    "stock_share": Variable("ratio", YEAR, "Share of those in use", "在用占比"),
    "capacity": Variable("MW", YEAR, "Capacity", "装机容量"),
    "process": Variable("", YEAR, "Amount", "数量"),
}
SCOPED = (  # of a part of the region
    *("energy_total", "co2_total", "co2_per_energy"),
    *("electricity_use", "nonfossil_share", "renewable_power_share"),
)
POLLUTANTS = ("so2", "nox", "pm25", "voc", "nh3")
CORE = ("energy_total", "co2_total", "energy_intensity", "co2_intensity")
KAYA = ("population", "gdp_per_head", "energy_intensity", "co2_per_energy")

SECTOR_NAMES = {
    "energy": ("Energy", "能源"),
    "industry": ("Industry", "工业"),
    "buildings": ("Buildings", "建筑"),
    "transport": ("Transport", "交通"),
    "agriculture": ("Agriculture", "农业"),
    "households": ("Households", "居民生活"),
    "technology": ("Technology", "科技创新"),
}
SOURCE_NAMES = {
    "coal": ("Coal", "煤炭"),
    "oil": ("Oil", "油品"),
    "gas": ("Natural gas", "天然气"),
    "waste": ("Waste", "垃圾"),
    "biomass": ("Biomass", "生物质"),
    "hydro": ("Hydro", "水电"),
    "solar": ("Solar", "光伏"),
    "wind": ("Wind", "风电"),
    "nuclear": ("Nuclear", "核电"),
    "hydrogen": ("Hydrogen", "氢能"),
    "import_electricity": ("Net imported electricity", "净调入电力"),
    "import_heat": ("Net imported heat", "净调入热力"),
}
PEAK_SUBJECTS = (
    "co2_total",
    "co2_total.plan_2020",
    "co2_total.dual_control_2026",
    "co2_direct",
    "energy_total",
    "ghg_net",
    *SECTOR_NAMES,
    "coal",
    "oil",
    "gas",
)
ARRAYS: dict[str, Variable] = {
    "final_energy": Variable(
        "1e4 tce", ("year", "branch", "fuel"), "Final energy, calorific", "终端能源消费（当量）"
    ),
    "primary_energy": Variable(
        "1e4 tce", ("year", "source"), "Primary energy by source", "一次能源消费（按来源）"
    ),
    "primary_energy_sector": Variable(
        "1e4 tce", ("year", "sector"), "Primary energy by using sector", "能源消费（按领域）"
    ),
    "co2_end_use": Variable("1e4 t", ("year", "sector"), "CO2 by using sector", "碳排放（终端视角，按领域）"),
    "co2_source": Variable(
        "1e4 t", ("year", "sector"), "CO2 by releasing sector", "碳排放（源头视角，按领域）"
    ),
    "co2_branch": Variable(
        "1e4 t", ("year", "branch"), "CO2 by using branch", "碳排放（终端视角，按用能分支）"
    ),
    "activity": Variable(
        "activity unit of the branch",
        ("year", "branch"),
        "Activity of every branch",
        "活动水平（按用能分支）",
    ),
    "co2_sector_process": Variable(
        "1e4 t", ("year", "sector"), "Process CO2 by sector", "过程排放（按领域）"
    ),
    "gas_emissions": Variable(
        "1e4 t", ("year", "gas", "sector"), "Other gases, uptake and pollutants", "其他气体、碳汇与污染物"
    ),
    "co2_plant": Variable("1e4 t", ("year", "plant"), "CO2 of local plants", "本地电源热源碳排放"),
    "plant_fuel": Variable("1e4 tce", ("year", "plant"), "Fuel of local plants", "本地电源热源燃料"),
    "plant_electricity": Variable(
        "1e4 tce", ("year", "plant"), "Electricity of local plants", "本地电源发电量（当量）"
    ),
    "plant_heat": Variable("1e4 tce", ("year", "plant"), "Heat of local plants", "本地热源供热量"),
    # what the flows above are made from, so that a reader can work them out again
    "intensity": Variable(
        "1e4 tce per activity unit of the branch",
        ("year", "branch"),
        "Final energy per activity",
        "单位活动水平终端能耗",
    ),
    "value_added_industry": Variable(
        "1e8 CNY", YEAR, "Value added of industry, GDP where it is unknown", "工业增加值（无数据时为GDP）"
    ),
    "plant_capacity": Variable("MW", ("year", "plant"), "Capacity of local plants", "本地电源装机容量"),
    "plant_hours": Variable("h", ("year", "plant"), "Hours of local plants", "本地电源利用小时数"),
    "plant_heat_share": Variable(
        "ratio", ("year", "plant"), "Part of the heat supply a plant gives", "占供热量比重"
    ),
    "process_amount": Variable(
        "unit of the process", ("year", "process"), "Amount of every process", "过程活动量"
    ),
    "branch_captured": Variable(
        "ratio", ("year", "branch"), "Part of the CO2 of own fuels that is captured", "自用燃料碳捕集比例"
    ),
    "plant_captured": Variable(
        "ratio", ("year", "plant"), "Part of the CO2 of a plant that is captured", "电源热源碳捕集比例"
    ),
    "process_captured": Variable(
        "ratio", ("year", "process"), "Part of the process CO2 that is captured", "过程排放捕集比例"
    ),
    "fuel_co2": Variable("t/tce", ("year", "fuel"), "CO2 factor of a fuel", "燃料排放因子"),
    "plant_fuel_co2": Variable(
        "t/tce", ("year", "plant"), "CO2 factor of a plant's fuel", "电源热源燃料排放因子"
    ),
    "plant_fuel_use": Variable(
        "ratio",
        ("plant",),
        "Fuel per electricity and heat given; 0 of storage",
        "单位电热产出燃料（储能为0）",
    ),
    "plant_power_to_heat": Variable("ratio", ("plant",), "Electricity per heat of a CHP plant", "热电比"),
    "plant_net_electricity": Variable(
        "ratio", ("plant",), "Electricity given per capacity x hours", "单位容量小时净供电"
    ),
    "process_co2": Variable(
        "t per unit of the process", ("process",), "CO2 factor of a process", "过程排放因子"
    ),
    "calorific_rate": Variable("kgce/kWh", (), "Electricity by its heat", "电力当量折标系数"),
    "coal_equivalent_rate": Variable(
        "kgce/kWh", (), "Primary energy of local hydro, solar, wind, nuclear", "本地一次电力折标系数"
    ),
    "import_rate": Variable("kgce/kWh", YEAR, "Primary energy of imported electricity", "调入电力折标系数"),
    "bought_heat_co2": Variable("t/tce", (), "CO2 factor of bought heat", "外购热力排放因子"),
    "electricity_losses": Variable("ratio", (), "Losses of electricity supply", "电网损失率"),
    "heat_losses": Variable("ratio", (), "Losses of heat supply", "热网损失率"),
    "capture_electricity": Variable(
        "tce/t", (), "Electricity that capturing a tonne of CO2 takes", "捕集每吨二氧化碳耗电"
    ),
    "certificates": Variable(
        "1e8 kWh", YEAR, "Green certificates bought less sold", "绿证净购入（购入减售出）"
    ),
}
FIXED = {  # arrays that are the same in every case
    *("fuel_co2", "plant_fuel_co2", "plant_fuel_use", "plant_power_to_heat", "plant_net_electricity"),
    *("process_co2", "calorific_rate", "coal_equivalent_rate", "import_rate", "bought_heat_co2"),
    *("electricity_losses", "heat_losses", "capture_electricity", "certificates"),
}


def variable_of(indicator: str) -> Variable | None:
    """What an indicator is: computed, observed, or of one thing; None for anything else."""
    known = INDICATORS | OBSERVED
    return known.get(indicator) or DETAILS.get(indicator.partition(".")[0] if "." in indicator else "")


def unit_text(unit: str, lang: str) -> str:
    """A unit as people of that language write it."""
    return UNIT_ZH.get(unit, unit) if lang == "zh" else UNIT_EN.get(unit, unit)


def name_of(names: dict[str, tuple[str, str]], key: str, lang: str) -> str:
    """A sector or source by name."""
    return names[key][1 if lang == "zh" else 0]
