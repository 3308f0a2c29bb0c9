"""The grammar of the `Authorization` header: a scheme, a space, its parameter (RFC 9110 §11.4)."""


def get_authorization_scheme_param(authorization_header_value: str | None) -> tuple[str, str]:
    """Split the header's value into scheme and parameter; what is missing is an empty text."""
    scheme, _, parameter = (authorization_header_value or "").partition(" ")
    return scheme, parameter.strip()
