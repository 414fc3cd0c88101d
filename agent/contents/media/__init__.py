"""What MIME headers say of a part (RFC 2045, RFC 2047, RFC 2231), and what its first bytes say."""

from agent.contents.media.charsets import CODECS, decoded
from agent.contents.media.magic import SNIFF_BYTES, unreadable_type
from agent.contents.media.message import FORM, body_name, codings, escaped, field_text
from agent.contents.media.parameters import file_name, media_type, parameter, transfer_encoding
from agent.contents.media.ranges import Ranges
from agent.contents.media.undeclared import SAMPLE_BYTES, chinese, is_big5, unmarked, wide
from agent.contents.media.words import decoded_words

__all__ = [
    "CODECS",
    "FORM",
    "SAMPLE_BYTES",
    "SNIFF_BYTES",
    "Ranges",
    "body_name",
    "chinese",
    "codings",
    "decoded",
    "decoded_words",
    "escaped",
    "field_text",
    "file_name",
    "is_big5",
    "media_type",
    "parameter",
    "transfer_encoding",
    "unmarked",
    "unreadable_type",
    "wide",
]
