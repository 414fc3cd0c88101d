"""The columns of a register: what they are called, and where in a transfer their cells go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from policies.importing import cells

Read = Callable[[str], str | list[str] | dict[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `key` is the transfer's key, with a dot where it lies deeper."""

    key: str
    read: Read
    headings: tuple[str, ...]  # the first one is the one to recommend
    names: str = ""  # which names may stand for the values: mechanisms, classes, countries


COLUMNS: Final = (
    Column(
        "id", cells.code, ("编号", "登记编号", "台账编号", "出境编号", "id", "number", "transfer id", "register number")
    ),
    Column("title.zh", cells.text, ("事项", "名称", "出境事项", "业务场景", "场景", "出境目的", "title zh")),
    Column("title.en", cells.text, ("title", "title en", "purpose", "name", "transfer", "英文名称")),
    Column(
        "mechanism",
        cells.code,
        (
            "机制",
            "合规路径",
            "出境路径",
            "出境机制",
            "合法路径",
            "法律机制",
            "mechanism",
            "legal mechanism",
            "path",
            "legal path",
        ),
        "mechanisms",
    ),
    Column("owner", cells.text, ("责任部门", "业务部门", "部门", "负责人", "责任人", "owner", "department")),
    Column("article", cells.code, ("豁免条款", "适用条款", "条款", "article", "exemption", "exemption article")),
    Column("necessity", cells.text, ("必要性", "必要性说明", "确需", "确需依据", "necessity")),
    Column("filing.number", cells.code, ("备案号", "备案编号", "标准合同备案号", "filing", "filing number")),
    Column("filing.filed", cells.date, ("备案日期", "备案时间", "filed", "filed on", "filing date")),
    Column(
        "filing.effective",
        cells.date,
        ("合同生效日期", "合同生效日", "effective", "contract effective", "effective date"),
    ),
    Column(
        "assessment.number",
        cells.code,
        ("评估编号", "安全评估编号", "评估结果通知书编号", "assessment", "assessment number"),
    ),
    Column("assessment.date", cells.date, ("评估日期", "评估通过日期", "assessment date")),
    Column(
        "certificate.number", cells.code, ("证书编号", "认证证书编号", "认证编号", "certificate", "certificate number")
    ),
    Column("certificate.date", cells.date, ("发证日期", "认证日期", "certificate date")),
    Column("approval.authority", cells.texts, ("审批机关", "审批部门", "批准机关", "authority", "approving authority")),
    Column("approval.number", cells.code, ("批准文号", "审批编号", "审批文号", "approval", "approval number")),
    Column(
        "recipients.label",
        cells.text,
        ("境外接收方", "接收方", "接收方名称", "境外接收方名称", "recipient", "recipient name", "overseas recipient"),
    ),
    Column(
        "recipients.cidrs",
        cells.networks,
        (
            "接收方地址",
            "接收方地址段",
            "地址段",
            "ip地址",
            "ip",
            "ip段",
            "cidr",
            "cidrs",
            "addresses",
            "prefixes",
            "ip addresses",
            "ip ranges",
        ),
    ),
    Column(
        "recipients.names",
        cells.words,
        ("域名", "接收方域名", "主机名", "host names", "hosts", "domains", "domain", "names"),
    ),
    Column(
        "recipients.countries",
        cells.texts,
        (
            "国家或地区",
            "国家地区",
            "国家",
            "接收方所在地",
            "目的地",
            "country",
            "countries",
            "country or region",
            "destination",
        ),
        "countries",
    ),
    Column("recipients.asns", cells.systems, ("自治系统号", "as号", "asn", "asns", "autonomous systems")),
    Column(
        "classes",
        cells.texts,
        ("数据类别", "数据类型", "数据种类", "数据分类", "classes", "data classes", "class", "data class"),
        "classes",
    ),
    Column("fields", cells.texts, ("字段", "数据项", "数据字段", "fields", "data fields", "detectors")),
    Column("documents", cells.texts, ("文件", "文件清单", "documents")),
    Column("caps.subjects_per_transfer", cells.count, ("单次人数上限", "subjects per transfer", "people per transfer")),
    Column(
        "caps.subjects_per_year",
        cells.count,
        ("年度人数上限", "年度人数", "人数上限", "每年人数", "subjects per year", "people per year"),
    ),
    Column(
        "caps.bytes_per_day",
        cells.size,
        ("每日数据量上限", "日数据量", "每日流量上限", "bytes per day", "volume per day"),
    ),
    Column(
        "counts_toward_thresholds", cells.truth, ("计入阈值", "是否计入累计", "计入累计", "counts toward thresholds")
    ),
    Column(
        "pia.id", cells.code, ("影响评估编号", "pia编号", "个人信息保护影响评估编号", "pia", "pia id", "pia number")
    ),
    Column("pia.date", cells.date, ("影响评估日期", "pia日期", "个人信息保护影响评估日期", "pia date")),
    Column("consent.kind", cells.code, ("同意方式", "同意类型", "consent", "consent kind"), "consents"),
    Column("consent.evidence", cells.text, ("同意证据", "同意记录", "consent evidence")),
    Column("valid", cells.period, ("有效期", "有效期限", "validity", "valid", "period")),
    Column(
        "valid.from",
        cells.date,
        ("有效期起", "起始日期", "开始日期", "生效日期", "有效期自", "valid from", "from", "start", "start date"),
    ),
    Column(
        "valid.to",
        cells.date,
        (
            "有效期止",
            "截止日期",
            "到期日期",
            "终止日期",
            "失效日期",
            "有效期至",
            "valid to",
            "to",
            "until",
            "end",
            "end date",
            "expires",
        ),
    ),
)
"""Every column there is, in the order the keys of a transfer are written."""

MECHANISMS: Final = {
    "security_assessment": ("数据出境安全评估", "安全评估", "网信办安全评估", "assessment", "security assessment"),
    "standard_contract": ("标准合同", "个人信息出境标准合同", "标准合同备案", "scc", "standard contract"),
    "gba_contract": (
        "大湾区标准合同",
        "粤港澳大湾区标准合同",
        "粤港澳大湾区个人信息跨境流动标准合同",
        "gba contract",
        "gba standard contract",
    ),
    "certification": ("认证", "保护认证", "个人信息保护认证", "个人信息出境认证", "certification", "certificate"),
    "exemption": ("豁免", "免予申报", "免于申报", "豁免情形", "exemption", "exempt"),
    "negative_list": ("负面清单", "自贸区负面清单", "负面清单外", "自由贸易试验区负面清单", "negative list"),
    "approval": ("审批", "主管部门批准", "主管机关批准", "批准", "approval"),
}
"""What registers call the mechanisms."""

CONSENTS: Final = {"separate": ("单独同意", "separate consent", "separate")}

HEADINGS: Final[Mapping[str, Column]] = {
    cells.heading(heading): column for column in COLUMNS for heading in column.headings
}
"""The column of each heading, as headings are compared."""


def by_name(known: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What each name stands for, as names are compared; a value stands for itself."""
    return {cells.squeezed(name): value for value, names in known.items() for name in (*names, value)}


COUNTRIES: Final = {
    "GB": ("UK", "Great Britain"),
    "HK": ("香港", "香港特区", "香港特别行政区", "中国香港特别行政区", "Hong Kong", "Hong Kong SAR"),
    "MO": ("澳门", "澳门特区", "澳门特别行政区", "中国澳门特别行政区", "Macao", "Macau", "Macao SAR"),
    "TW": ("台湾", "台湾地区", "Taiwan"),
    "US": ("USA", "United States of America"),
}
"""What registers call countries and regions besides their display names."""
