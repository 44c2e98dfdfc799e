"""Addresses without what readers put into them: counts and logs know routes, never views, names or rows."""

import re

OTHER = "other"
_TEMPLATES = tuple(
    (re.compile(pattern + r"\Z"), template)
    for pattern, template in (
        (r"/", "/"),
        (r"/healthz", "/healthz"),
        (r"/readyz", "/readyz"),
        (r"/metrics", "/metrics"),
        (r"/live", "/live"),
        (r"/atlas/[^/]*", "/atlas/{name}"),
        (r"/assets/.*", "/assets/{path}"),
        (r"/_stcore/stream", "/_stcore/stream"),
        (r"/_stcore/health", "/_stcore/health"),
        (r"/_stcore/host-config", "/_stcore/host-config"),
        (r"/_stcore/bidi-components/.*", "/_stcore/bidi-components/{path}"),
        (r"/_stcore/upload_file/.*", "/_stcore/upload_file/{path}"),
        (r"/static/.*", "/static/{path}"),
    )
)
_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH"))


def template_of(path: str) -> str:
    """Give the route of a path, with names in place of what varies.

    >>> template_of("/atlas/0123.cols"), template_of("/who/asks?")
    ('/atlas/{name}', 'other')
    """
    return next((template for pattern, template in _TEMPLATES if pattern.match(path)), OTHER)


def method_of(method: str) -> str:
    """Give a method that is known, otherwise "other": it too is written by the client."""
    return method if method in _METHODS else OTHER
