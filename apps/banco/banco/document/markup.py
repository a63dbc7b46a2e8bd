"""HTML that a person wrote in an editor, with only what formats text left in it."""

import nh3

_ATTRIBUTES = {
	**{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
	"*": {"class", "dir", "lang", "style", "title"},
	"li": {"data-list"},
	"span": {"contenteditable", "data-denotation-char", "data-id", "data-value"},
}
_ATTRIBUTES["a"] = (_ATTRIBUTES.get("a") or set()) | {"target"}
_STYLES = {"background-color", "color", "font-size", "font-weight", "text-align", "width"}


def clean(html: str) -> str:
	"""The markup without scripts, event handlers, foreign styles and links to anything but pages and mail."""
	return nh3.clean(
		html,
		attributes=_ATTRIBUTES,
		filter_style_properties=_STYLES,
		url_schemes={"http", "https", "mailto", "tel", "data"},
		attribute_filter=_only_images_from_data,
		link_rel="noopener noreferrer",
	)


def _only_images_from_data(tag: str, attribute: str, value: str) -> str | None:
	if value.strip().lower().startswith("data:"):
		return value if tag == "img" and value.strip().lower().startswith("data:image/") else None
	return value
