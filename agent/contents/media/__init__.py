"""What MIME headers say of a part (RFC 2045, RFC 2047, RFC 2231), and what its first bytes say."""

from agent.contents.media.charsets import CODECS, decoded
from agent.contents.media.magic import SNIFF_BYTES, unreadable_type
from agent.contents.media.parameters import file_name, media_type, parameter, transfer_encoding
from agent.contents.media.words import decoded_words

__all__ = [
    "CODECS",
    "SNIFF_BYTES",
    "decoded",
    "decoded_words",
    "file_name",
    "media_type",
    "parameter",
    "transfer_encoding",
    "unreadable_type",
]
