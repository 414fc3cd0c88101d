"""PDF documents (ISO 32000): their text, their form fields and the files attached to them."""

from agent.contents.pdf.document import MAGIC, Pdf

__all__ = ["MAGIC", "Pdf"]
