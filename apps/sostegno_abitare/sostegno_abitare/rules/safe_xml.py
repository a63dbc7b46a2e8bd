"""XML from strangers: read without entities, external files or documents that never end."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

LARGEST = 30_000_000  # bytes
DEEPEST = 60  # levels


class UnsafeXmlError(ValueError):
	"""XML that is not read. `code` is one of empty, too_large, hostile, broken, too_deep; `place` says where it
	breaks off, as far as that is known.
	"""

	def __init__(self, code: str, place: str = "") -> None:
		super().__init__(code, place)
		self.code, self.place = code, place


def parse(content: bytes, largest: int = LARGEST) -> Element:
	"""The root of a document, in whatever encoding it declares. A document type is refused altogether: entities
	that multiply and files that are called from outside come by it alone. Raises UnsafeXmlError.
	"""
	if not content.strip():
		raise UnsafeXmlError("empty")
	if len(content) > largest:
		raise UnsafeXmlError("too_large")
	try:
		root: Element = fromstring(content, forbid_dtd=True)
	except DefusedXmlException as error:
		raise UnsafeXmlError("hostile") from error
	except ParseError as error:
		raise UnsafeXmlError("broken", "{}:{}".format(*error.position)) from error
	except (ValueError, LookupError) as error:  # an encoding that nobody knows
		raise UnsafeXmlError("broken") from error
	if _deeper(root, DEEPEST):
		raise UnsafeXmlError("too_deep")
	return root


def local(element: Element) -> str:
	"""The name of an element without its namespace."""
	return str(element.tag).rpartition("}")[2]


def _deeper(root: Element, levels: int) -> bool:
	rows = [root]
	for _level in range(levels):
		rows = [child for row in rows for child in row]
		if not rows:
			return False
	return True
