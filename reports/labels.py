"""The record's own words for people, Chinese and English (pure data)."""

from collections.abc import Mapping
from typing import Final

from reports.wording import Words


def labelled(table: Mapping[str, tuple[str, str]]) -> dict[str, Words]:
    """Key -> (Chinese, English) as words."""
    return {key: Words(*pair) for key, pair in table.items()}


STATE: Final = labelled(
    {
        "new": ("待处理", "New"),
        "triaged": ("已分诊", "Triaged"),
        "confirmed": ("已确认", "Confirmed"),
        "false_positive": ("误报", "False positive"),
        "authorised": ("已授权", "Authorised"),
        "remediating": ("整改中", "Remediating"),
        "reported": ("已报告", "Reported"),
        "closed": ("已关闭", "Closed"),
    }
)

SEVERITY: Final = labelled(
    {
        "critical": ("严重", "Critical"),
        "high": ("高", "High"),
        "medium": ("中", "Medium"),
        "low": ("低", "Low"),
        "": ("未定级", "Unrated"),
    }
)

OUTCOME: Final = labelled(
    {
        "incident": ("事件", "Incident"),
        "authorised": ("已授权", "Authorised"),
        "opaque": ("未能读取", "Opaque"),
        "clear": ("未见分类数据", "Clear"),
    }
)

GROUP: Final = labelled(
    {
        "personal": ("个人信息", "Personal information"),
        "ordinary": ("非敏感个人信息", "Not sensitive"),
        "sensitive": ("敏感个人信息", "Sensitive"),
    }
)
"""Groups of people, by what of theirs left."""

JURISDICTION: Final = labelled(
    {
        "mainland": ("境内", "mainland"),
        "outside": ("境外", "outside"),
        "disputed": ("数据库两个字段不一致", "disputed: the database's two fields disagree"),
        "unknown": ("数据库无记录", "unknown: no record"),
        "local": ("本地", "local"),
    }
)

CONFIDENCE: Final = labelled(
    {
        "high": ("高", "high"),
        "medium": ("中", "medium"),
        "low": ("低", "low"),
        "assumed": ("推定", "assumed"),
    }
)

CHECKED: Final = labelled(
    {
        "verified": ("已核对原文", "text was read"),
        "secondary": ("据二手资料", "from a secondary source"),
        "fragments": ("仅见片段", "only fragments were read"),
        "memory": ("未核对", "not checked"),
    }
)
"""How surely the policy's author knew the text of an article."""

BYTES: Final = labelled(
    {
        "inside": ("境内往来，只计数", "Inside the border: counted, not read"),
        "incoming": ("入境方向，只为控制而读", "Incoming: read for control only"),
        "foreign": ("境外之间", "Between places outside"),
        "local": ("本地", "Local"),
        "read": ("出境并已读取", "Leaving and read"),
        "opaque": ("出境但加密或无法读取", "Leaving but encrypted or unreadable"),
        "gap": ("抓包丢失", "Lost by the capture"),
        "over_budget": ("超出解包预算", "Beyond the unpacking budget"),
        "held": ("滞留未用", "Held and not used"),
    }
)
"""What became of payload bytes."""

UNSEEN: Final = ("opaque", "gap", "over_budget")
"""Those of `BYTES` that left and were not read."""

REASON: Final = labelled(
    {
        "arp": ("ARP", "ARP"),
        "rarp": ("RARP", "RARP"),
        "lldp": ("LLDP", "LLDP"),
        "ipx": ("IPX", "IPX"),
        "ptp": ("PTP 时钟", "PTP clock"),
        "ethertype_unknown": ("未知以太类型", "Unknown EtherType"),
        "not_ip": ("不是 IP", "Not IP"),
        "llc": ("LLC 帧", "LLC frame"),
        "eapol": ("EAPOL 认证", "EAPOL"),
        "wifi_encrypted": ("无线加密帧", "Encrypted 802.11 frame"),
        "wifi_no_data": ("无线管理或控制帧", "802.11 management or control frame"),
        "macsec_encrypted": ("MACsec 加密", "MACsec encrypted"),
        "fragment_incomplete": ("IP 分片不全", "IP fragments missing"),
        "fragment_waiting": ("IP 分片等待中", "IP fragments waiting"),
        "malformed_ipv4": ("IPv4 首部错误", "Malformed IPv4 header"),
        "malformed_ipv6": ("IPv6 首部错误", "Malformed IPv6 header"),
        "too_many_layers": ("封装层数过多", "Too many layers"),
        "no_next_header": ("IPv6 无下一首部", "IPv6 no next header"),
        "ppp_control": ("PPP 控制", "PPP control"),
        "pppoe_discovery": ("PPPoE 发现", "PPPoE discovery"),
        "truncated": ("帧被截断", "Truncated frame"),
    }
)
"""Why a frame gave no packet."""

COUNTER: Final = labelled(
    {
        "flows": ("流", "Flows"),
        "flows_evicted": ("被挤出的流", "Flows evicted"),
        "holes": ("流中缺口", "Holes in streams"),
        "segments_out_of_window": ("窗口外的段", "Segments outside the window"),
        "fragment_overlap_bytes": ("重叠分片的字节", "Bytes of overlapping fragments"),
        "fragment_evicted": ("被挤出的分片报文", "Datagrams evicted before they were whole"),
        "fragment_too_long": ("超长的分片报文", "Datagrams longer than IP allows"),
        "bytes_to_private_space_assumed_home": (
            "发往推定境内的专用地址的字节",
            "Bytes to private space assumed at home",
        ),
        "bytes_to_unknown_places": ("发往地点不明处的字节", "Bytes to places without a record"),
    }
)
"""Further counters of a capture."""

TRUNCATED: Final = "truncated_"
PART_UNREAD: Final = "part_unread: "


def reason(key: str) -> Words:
    """The words for a reason of `Coverage.unread`."""
    if key in REASON:
        return REASON[key]
    if key.startswith(TRUNCATED):
        layer = key.removeprefix(TRUNCATED).replace("_", " ").upper()
        return Words(f"{layer} 首部被截断", f"Truncated {layer} header")
    return plain(key)


def counter(key: str) -> Words:
    """The words for a key of `Coverage.counters`."""
    if key.startswith(PART_UNREAD):
        kind = key.removeprefix(PART_UNREAD)
        return Words(f"未读的部分：{kind}", f"Parts not read: {kind}")
    return label(COUNTER, key)


def label(table: Mapping[str, Words], key: str) -> Words:
    """The words of a key; one that is new here stands for itself."""
    return table.get(key) or plain(key)


def plain(key: str) -> Words:
    """A key as it is, underscores as spaces."""
    text = key.replace("_", " ")
    return Words(text, text)
