"""Response headers that tell a browser what not to do with a reply."""

from functools import cache

Pairs = list[tuple[bytes, bytes]]

# The desk: own scripts only. Inline styles are needed (popovers are placed by style attributes), inline
# scripts are not; images may be data: URIs (icons are masks).
DESK_POLICY = (
	"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
	"font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
	"frame-ancestors 'none'"
)
# Everything else renders nothing: a JSON reply or a stored file opened in a tab runs no code.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
# A printed page: its own styles and the site's pictures, no scripts and nothing from elsewhere.
PRINT_POLICY = (
	"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; base-uri 'none'; "
	"form-action 'none'; frame-ancestors 'none'; sandbox allow-same-origin allow-modals"
)

_COMMON = {
	"x-content-type-options": "nosniff",
	"x-frame-options": "DENY",
	"referrer-policy": "same-origin",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@cache
def security_headers(https: bool, policy: str = DATA_POLICY) -> Pairs:
	"""The headers every reply carries; with HTTPS also the demand to keep to it."""
	named = dict(_COMMON) | {"content-security-policy": policy}
	if https:
		named["strict-transport-security"] = "max-age=31536000; includeSubDomains"
	return [(name.encode(), value.encode()) for name, value in named.items()]


def desk_policy(pictures: str) -> str:
	"""The desk's policy where its maps fetch their pictures from another origin."""
	return DESK_POLICY.replace("img-src 'self'", f"img-src 'self' {pictures}") if pictures else DESK_POLICY
