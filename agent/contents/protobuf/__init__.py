"""Protocol Buffers without their schema: texts and numbers of a message, a record a line."""

from agent.contents.protobuf.messages import Message, Messages

__all__ = ["Message", "Messages"]
