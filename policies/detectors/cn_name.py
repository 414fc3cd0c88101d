"""Chinese personal names, where a field or an identifier beside them says that a person is named.

A surname and one or two characters say nothing by themselves: half of all short words would pass. So the
name must fill a field that is called a person's name, or one called just `name` in a record with a mobile or
resident number, or stand right before such a number. Company names, products and titles are none.
"""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import decoded
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.surnames import is_person_name

_IN_FIELD: Final = 0.85
_IN_RECORD: Final = 0.8
_BESIDE: Final = 0.7
_KEY_BYTES: Final = 48
_RECORD_BYTES: Final = 140
_ROW_BYTES: Final = 90

_HAN: Final = rb"(?:\xe4[\xb8-\xbf][\x80-\xbf]|[\xe5-\xe9][\x80-\xbf]{2})"
_LEAD: Final = rb"[\xe4-\xe9]"
_PERSON_WORDS: Final = (
    "姓名 客户姓名 真实姓名 联系人 收货人 收件人 寄件人 户名 投保人 被保险人 受益人 持卡人 患者姓名 法定代表人 "
    "法人代表 法人姓名 经办人 申请人 借款人 担保人 开户人 乘客姓名 入住人 业主 户主 紧急联系人"
)
_ROLE_WORDS: Final = (
    "客户 用户 员工 患者 病人 会员 居民 学生 乘客 职员 投资者 旅客 当事人 名字 股东 车主 客户名称 用户名 账户名 "
    "账户名称"
)
_PERSON_KEYS: Final = _PERSON_WORDS.split()
_ROLE_KEYS: Final = _ROLE_WORDS.split()
_HOLDERS: Final = (
    r"(?:real|full|true|customer|cust|client|patient|employee|emp|staff|contact|receiver|recipient|consignee|payee|payer|"
    r"(?:card|account|acct|policy)?[_ -]?holder|applicant|insured|student|passenger|guest|owner|legal[_ -]?person|"
    r"borrower|investor|person|sender|addressee|beneficiary)[_ -]?name(?:[_ -]?(?:cn|zh))?|"
    r"xing[_ -]?ming|khxm|lxr|shr|sjr|ckr"
)
_BARE: Final = (
    r"name|nm|user[_ -]?name|account[_ -]?name|acct[_ -]?name|member[_ -]?name|nick[_ -]?name|contact|receiver|payee|"
    r"payer|consignee|customer|client|patient|employee|applicant|insured|card[_ -]?holder|owner|user|recipient|"
    r"legal[_ -]?person|(?:cn|chinese)[_ -]?name|name[_ -]?(?:cn|zh)|xm"
)
_CLOSING: Final = r"[\"'”】\])）]*[ \t]*(?:[:=：>]|=>)[ \t]*[\"'“【\[(（]*[ \t]*"
_FIELD: Final = re.compile(
    rf"(?:(?:{'|'.join(_PERSON_KEYS)})|(?<![A-Za-z0-9_\-])(?:{_HOLDERS})){_CLOSING}\Z", re.IGNORECASE
)
_RECORD: Final = re.compile(
    rf"(?:(?:{'|'.join(_PERSON_KEYS + _ROLE_KEYS)})|(?<![A-Za-z0-9_\-.])(?<![A-Za-z] )(?:{_BARE}|{_HOLDERS}))"
    rf"(?:{_CLOSING}|[ \t]+)\Z",
    re.IGNORECASE,
)
_FIELD_HEADER: Final = re.compile(rf"{'|'.join(_PERSON_KEYS)}|{_HOLDERS}")
_RECORD_HEADER: Final = re.compile(rf"{'|'.join(_ROLE_KEYS)}|{_BARE}")
_NUMBER: Final = (
    rb"(?:1[3-9][0-9](?:[ \-]?[0-9]{4}){2}"
    rb"|[1-9][0-9]{5} ?(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]) ?[0-9]{3}[0-9Xx])"
)
_PERSONAL: Final = re.compile(rb"(?<![0-9A-Za-z.\-])(?:\+?86[ \-]?)?" + _NUMBER + rb"(?![0-9A-Za-z]|\.[0-9]|-[0-9])")
_JOINT: Final = rb"(?:[ \t,|;:/(\"']|\xef\xbc[\x8c\x9a\x88\x9b]|\xe3\x80[\x81\x80])"
_LABEL_WORDS: Final = (
    "身份证号码 身份证号 身份证 证件号码 证件号 证件 手机号码 手机号 手机 联系电话 电话号码 电话 联系方式"
)
_LABELS: Final = b"|".join(word.encode() for word in _LABEL_WORDS.split())
_LABEL: Final = rb"(?:(?:" + _LABELS + rb"|[Tt][Ee][Ll]|[Mm]obile|[Pp]hone)" + _JOINT + rb"{0,3}(?:\xe4\xb8\xba)?)?"
_BEFORE_NUMBER: Final = re.compile(
    rb"(?P<left>" + b"|".join(word.encode() for word in (*_PERSON_KEYS, *_ROLE_KEYS, "人员"))
    + rb"|(?:\A|[\x00-\x1f ,|;(]|\xef\xbc[\x8c\x88\x9b]|\xe3\x80[\x81\x82\x80]))"
    + rb"(?P<name>" + _HAN + rb"{2,4})" + _JOINT + rb"{1,3}" + _LABEL + rb"(?P<number>" + _NUMBER + rb")\Z"
)  # fmt: skip
_WHOLE: Final = re.compile(_HAN + rb"{2,4}(?![\x80-\xbf\xe4-\xe9A-Za-z0-9_\-]|\xc2\xb7|\xe2\x80\xa2)")
_GBK: Final = rb"(?:[\xb0-\xf7][\xa1-\xfe])"
_CELL: Final = re.compile(rb"(?<=[\x00\n\t ,|;(\"'>])(" + _HAN + rb"{2,4}|" + _GBK + rb"{2,4})(?:[\"']|</)?\Z")
_NEXT_CELL: Final = re.compile(rb"[\"']?[\t,|]\"?|</[Tt][Dd]>\s{0,8}<[Tt][Dd][^<>]{0,40}>")
_AFTER_NUMBER: Final = re.compile(rb"(?<![0-9A-Za-z.\-])" + _NUMBER + rb"[\"']?[\t,|]\"?\Z")
_BUSINESS: Final = re.compile(
    r"公司|品牌|商品|产品|门店|brand|product|sku|goods|shop|store|city|district", re.IGNORECASE
)

_CHINESE_SIEVE: Final = b"|".join(sorted({word.encode() for word in (*_PERSON_KEYS, *_ROLE_KEYS)}))
_KEY_SIEVE: Final = (
    rb"(?:" + _CHINESE_SIEVE + rb"|[Nn][Aa][Mm][Ee](?:[_ \-]?[CcZz][NnHh])?|[^A-Za-z](?:nm|xm|khxm|lxr|shr|sjr|ckr)"
    rb"|[Xx]ing[_ ]?[Mm]ing|[Cc]ontact|[Rr]eceiver|payee|payer|consignee|[Cc]ustomer|client|[Pp]atient|[Ee]mployee"
    rb"|applicant|insured|[Hh]older|owner|[Uu]ser|[Rr]ecipient|[Pp]erson)"
    rb"(?:[ \t\"':=>(\[]|\xef\xbc\x9a|\xe2\x80[\x9c\x9d]|\xe3\x80[\x90\x91]){1,8}" + _LEAD
)  # fmt: skip
_CELL_SIEVE: Final = (
    rb"[\x00\n\t,|;(] ?[\"']?" + _HAN + rb"{2,4}[\"']?[\t,|;)\r\n\x00]"
    rb"|[\n\t,|]" + _GBK + rb"{2,3}[\t,|]"
    rb"|[Tt][Dd]>" + _HAN + rb"{2,4}</[Tt]"
)  # fmt: skip
_NUMBER_SIEVE: Final = rb"[ \t,|;:/(\"'\x80-\xbf]" + _NUMBER + rb"[^0-9A-Za-z]"


def claim(sight: Sight) -> Iterator[Claim]:
    """A surname and a given name that fill a name field, or stand in a record or right before a person's number."""
    window, hit = sight.window, sight.hit
    whole = _WHOLE.match(window, hit)
    if whole is not None:
        yield from _named(sight, *whole.span(), _by_key(window, *whole.span()))
        return
    row = max(0, hit - _ROW_BYTES)
    if cell := _CELL.search(window, row, hit):
        yield from _named(sight, *cell.span(1), _by_place(sight, *cell.span(1)))
    elif beside := _BEFORE_NUMBER.search(window, row, hit):
        yield from _named(sight, *beside.span("name"), _by_number(sight, beside))


def _named(sight: Sight, start: int, end: int, confidence: float) -> Iterator[Claim]:
    name = decoded(sight.window[start:end])
    if confidence and is_person_name(name) and not sight.in_noise(start, end):
        yield Claim(start, end, name.encode(), name[0] + "*" * (len(name) - 1), confidence)


def _by_key(window: bytes, start: int, end: int) -> float:
    """How sure the key right before is."""
    key = _text_before(window, start)
    if _FIELD.search(key):
        return _IN_FIELD
    return _IN_RECORD if _RECORD.search(key) and _is_persons(_record(window, start, end)) else 0.0


def _by_place(sight: Sight, start: int, end: int) -> float:
    """How sure the column's header is, or a number in the cell before."""
    header = sight.column(start).strip()
    line = _line(sight.window, start, end)
    if header:
        if _FIELD_HEADER.fullmatch(header):
            return _IN_FIELD
        return _IN_RECORD if _RECORD_HEADER.fullmatch(header) and _is_persons(line) else 0.0
    if _AFTER_NUMBER.search(sight.window, max(0, start - _KEY_BYTES), start):
        return _BESIDE
    follows = _NEXT_CELL.match(sight.window, end)
    return _BESIDE if follows and _PERSONAL.match(sight.window, follows.end()) else 0.0


def _by_number(sight: Sight, beside: re.Match[bytes]) -> float:
    """How sure the number right behind is; in a table the column's header decides."""
    start, end = beside.span("name")
    if sight.window[end : end + 1] in (b"\t", b",", b"|", b";") and sight.column(start).strip():
        return _by_place(sight, start, end)
    return _BESIDE if _PERSONAL.match(sight.window, beside.start("number")) else 0.0


def _is_persons(record: bytes) -> bool:
    return _PERSONAL.search(record) is not None and not _BUSINESS.search(record.decode("utf-8", "ignore"))


def _text_before(window: bytes, start: int) -> str:
    raw = window[max(0, start - _KEY_BYTES) : start]
    while raw and 0x80 <= raw[0] < 0xC0:
        raw = raw[1:]
    return decoded(raw)


def _record(window: bytes, start: int, end: int) -> bytes:
    """What stands around in the same object: to the braces, or an empty line."""
    left = window[max(0, start - _RECORD_BYTES) : start]
    right = window[end : end + _RECORD_BYTES]
    left = left[max(left.rfind(b"{"), left.rfind(b"}"), left.rfind(b"\n\n")) + 1 :]
    return left + b"\n" + re.split(rb"[{}]|\n\n", right, maxsplit=1)[0]


def _line(window: bytes, start: int, end: int) -> bytes:
    """What stands around in the same row."""
    left = window[max(0, start - _RECORD_BYTES) : start]
    right = window[end : end + _RECORD_BYTES]
    return left[left.rfind(b"\n") + 1 :] + b"\t" + right.partition(b"\n")[0]


DETECTOR: Final = Detector(
    id="cn.name",
    finds="Chinese personal name in a name field or beside a mobile or resident number",
    source="surnames by frequency (Ministry of Public Security name reports)",
    false_positives="brands and words that begin with a surname, in a field called name beside a mobile number",
    confidence="0.85 in a field called a person's name; 0.8 in one called name beside a number; 0.7 right beside one",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=_KEY_SIEVE,
    claim=claim,
    also=_CELL_SIEVE + rb"|" + _NUMBER_SIEVE,
)
