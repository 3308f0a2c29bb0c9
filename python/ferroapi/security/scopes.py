"""The scopes that a dependency can ask for.

Apart from `oauth2.py`, because every application loads it.
"""


class SecurityScopes:
    """The scopes that the dependencies above the current one ask for, as a list and as one text."""

    def __init__(self, scopes: list[str] | None = None) -> None:
        self.scopes: list[str] = scopes or []
        self.scope_str: str = " ".join(self.scopes)
