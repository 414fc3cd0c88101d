"""Protocol Buffers without their schema: texts and numbers of a message, a record a line."""

from agent.contents.protobuf.messages import Message, Messages
from agent.contents.protobuf.wire import is_message_begun

__all__ = ["Message", "Messages", "is_message_begun"]
