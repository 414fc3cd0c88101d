"""Addresses of persons: province, city, district, road or village, house number, room.

Shops and companies print theirs on every page, so an address is claimed only where words say that a person lives
or receives there, or where a mobile or resident number stands in the same record and no business does.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import covered

_REACH: Final = 120
_AHEAD: Final = 80
_AROUND: Final = 100


def _one_of(words: str) -> bytes:
    return b"(?:" + b"|".join(word.encode() for word in words.split()) + b")"


_HAN: Final = rb"(?:\xe4[\xb8-\xbf][\x80-\xbf]|[\xe5-\xe9][\x80-\xbf]{2})"
_DIGIT: Final = rb"(?:[0-9]|\xef\xbc[\x90-\x99])"
_SPACE: Final = rb"(?: |\xe3\x80\x80){0,2}"
_NUMBER: Final = rb"(?:" + _DIGIT + rb"{1,5}(?:-" + _DIGIT + rb"{1,4})?)"
_PROVINCES: Final = (
    "河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 "
    "海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 "
    "新疆维吾尔自治区 北京市 上海市 天津市 重庆市 北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 "
    "福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆"
)
_PROVINCE: Final = _one_of(_PROVINCES)
_CITY: Final = _HAN + rb"{2,7}?" + _one_of("市 自治州 地区 盟")
_DISTRICT: Final = _HAN + rb"{1,7}?" + _one_of("区 县 旗 市")
_TOWN: Final = _HAN + rb"{1,7}?" + _one_of("镇 乡 街道")
_ROAD_ENDS: Final = _one_of("路 街 道 巷 胡同 里 村 弄 组 区 园 苑 庄 屯 花园 城 院 公寓")
_ROAD: Final = _HAN + rb"{1,9}?(?:" + _NUMBER + rb")?" + _ROAD_ENDS
_UNIT: Final = _one_of("号院 号楼 号 弄 幢 栋 座 单元 层 楼 室 户")
_TAIL: Final = (
    rb"(?:" + _SPACE + rb"(?:" + _HAN + rb"{2,8}?" + _one_of("小区 花园 公寓 家园 苑 园 村 城") + _SPACE + rb")?"
    rb"(?:[A-Za-z]|" + _NUMBER + rb")" + _UNIT + rb"){1,5}(?:" + _SPACE + rb"[0-9]{3,4}(?![0-9A-Za-z\-]))?"
)  # fmt: skip
_SIEVE: Final = _ROAD_ENDS + rb" ?" + _DIGIT + rb"{1,5}" + _one_of("号 弄 幢 栋 座 单元 室") + rb"(?s:.)"
_PATTERN: Final = re.compile(
    rb"(?P<province>" + _PROVINCE + rb")?" + _SPACE + rb"(?P<city>" + _CITY + rb")?" + _SPACE
    + rb"(?P<district>" + _DISTRICT + rb")" + _SPACE + rb"(?:" + _TOWN + rb")?" + _SPACE
    + rb"(?:" + _ROAD + _SPACE + rb"){1,3}(?P<tail>" + _TAIL + rb")"
)  # fmt: skip
_BEGIN: Final = re.compile(_PROVINCE)
_PERSONAL: Final = re.compile(
    rb"(?<![0-9A-Za-z.\-])(?:\+?86[ \-]?)?(?:1[3-9][0-9](?:[ \-]?[0-9]{4}){2}"
    rb"|[1-9][0-9]{5} ?(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]) ?[0-9]{3}[0-9Xx])"
    rb"(?![0-9A-Za-z]|\.[0-9])"
)
_HOME: Final = terms(
    "住址 家庭地址 居住地址 收货地址 收件地址 户籍地址 户籍地 户口所在地 现居 居住地 住所地 邮寄地址 寄送地址 "
    " 家住 暂住 姓名 收货人 收件人",
    "home_address home_addr receiver_address receiver_addr recv_addr shipping_address shipping_addr delivery_address "
    "delivery_addr residence residential_address domicile ship_to consignee_address receive_address jtzz zz hjdz",
)
_BUSINESS: Final = re.compile(
    "公司|有限|集团|企业|银行(?![卡账帐])|门店|分店|总部|办公|注册地|营业|机构|酒店|医院|学校|大学|法院|客服|热线|版权|备案|网点|代表处|"
    "举行|举办|召开|位于|company|corp|store|shop|merchant|branch|hotel|\\bpoi|venue|office|copyright",
    re.IGNORECASE,
)
_WORDS: Final = re.compile("举行|举办|召开|位于|发生|开业|附近|在|于|自|从|到|往")
_FOOTER: Final = re.compile("地址(?:：|:) ?\\Z")
_BLANKS: Final = re.compile(r"\s+")


def claim(sight: Sight) -> Iterator[Claim]:
    """A district or more, a road or village, and a number, where it is a person's."""
    match = _longest(sight)
    if match is None:
        return
    start, end = match.span()
    confidence = _confidence(sight, match)
    if confidence and not sight.in_noise(start, end):
        text = _BLANKS.sub("", unicodedata.normalize("NFKC", match[0].decode("utf-8", "replace"))).upper()
        yield Claim(start, end, text.encode(), covered(text.encode(), 3, 1), confidence)


def _longest(sight: Sight) -> re.Match[bytes] | None:
    """The address that covers the hit: from the first province before it, or from where the text begins."""
    low, high = max(0, sight.hit - _REACH), sight.hit + _AHEAD
    for begin in _BEGIN.finditer(sight.window, low, sight.hit):
        match = _PATTERN.match(sight.window, begin.start(), high)
        if match and match.end() >= sight.hit:
            return match
    start = _text_start(sight.window, low, sight.hit)
    match = _PATTERN.match(sight.window, start, high)
    return match if match and match.end() >= sight.hit else None


_PLAIN: Final = re.compile(rb"(?:" + _HAN + rb"|[0-9]| )+\Z")


def _text_start(window: bytes, low: int, hit: int) -> int:
    run = _PLAIN.search(window, low, hit)
    start = run.start() if run else hit
    while window[start : start + 1] == b" ":
        start += 1
    return start


def _confidence(sight: Sight, match: re.Match[bytes]) -> float:
    start, end = match.span()
    company = sight.window[max(0, start - _AROUND) : start] + b"\n" + sight.window[end : end + _AROUND]
    if _BUSINESS.search(company.decode("utf-8", "ignore")):
        return 0.0
    if not match["province"] and _WORDS.search(match["district"].decode("utf-8", "ignore")):
        return 0.0
    if sight.called(_HOME, start, end):
        return 0.85
    if _FOOTER.search(sight.window[max(0, start - 12) : start].decode("utf-8", "ignore")):
        return 0.0  # as on a firm's page: it says no more than address, in prose
    return 0.75 if _PERSONAL.search(company) else 0.0


DETECTOR: Final = Detector(
    id="cn.address",
    finds="address of a person: district, road or village, house number, with or without province, city and room",
    source="GB/T 2260; GB/T 23705 (forms of addresses)",
    false_positives="a shop's address beside a mobile number, where no word says shop, company or office",
    confidence="0.85 where words say home or delivery; 0.75 in a record with a mobile or resident number; else none",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
