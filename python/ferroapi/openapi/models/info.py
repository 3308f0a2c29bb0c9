"""Who publishes an API, and where: Info, Server, Tag and their parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import AnyUrl, Field

from .base import BaseModelWithConfig
from .email_address import EmailStr


class ExternalDocumentation(BaseModelWithConfig):
    """A link to documentation outside of the document."""

    description: str | None = None
    url: AnyUrl


class Tag(BaseModelWithConfig):
    """Describes a tag that operations carry."""

    name: str
    description: str | None = None
    externalDocs: ExternalDocumentation | None = None


class License(BaseModelWithConfig):
    """The licence of the described API."""

    name: str
    identifier: str | None = None
    url: AnyUrl | None = None


class Contact(BaseModelWithConfig):
    """Whom to ask about the described API."""

    name: str | None = None
    url: AnyUrl | None = None
    email: EmailStr | None = None


class Info(BaseModelWithConfig):
    """Title, version and legal data of the described API."""

    title: str
    summary: str | None = None
    description: str | None = None
    termsOfService: str | None = None
    contact: Contact | None = None
    license: License | None = None
    version: str


class ServerVariable(BaseModelWithConfig):
    """A variable in a server's URL template."""

    enum: Annotated[list[str] | None, Field(min_length=1)] = None
    default: str
    description: str | None = None


class Server(BaseModelWithConfig):
    """A place where the described API answers."""

    url: AnyUrl | str
    description: str | None = None
    variables: dict[str, ServerVariable] | None = None
