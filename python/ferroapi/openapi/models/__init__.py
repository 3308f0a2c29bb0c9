"""The OpenAPI 3.1 document as Pydantic models, at FastAPI's import path.

Building an `OpenAPI` object checks a document and brings its keys into the specification's order:
**the order of the fields is the order of the keys in the JSON**, the order of an enumeration's
members the order in which an error message lists them. Unknown keys are kept (that is how
specification extensions and newer keywords pass). No logic lives here, only shapes.

Nothing that `import ferroapi` loads may import this package at its top. Schemas are built when a
model is first used (`defer_build`): importing all takes 14 ms where FastAPI's module takes 23.
"""

from typing import TYPE_CHECKING

from ..._borrowed import lend
from .base import BaseModelWithConfig as BaseModelWithConfig
from .base import Reference as Reference
from .document import Components as Components
from .document import OpenAPI as OpenAPI
from .document import Operation as Operation
from .document import PathItem as PathItem
from .email_address import EmailStr as EmailStr
from .info import Contact as Contact
from .info import ExternalDocumentation as ExternalDocumentation
from .info import Info as Info
from .info import License as License
from .info import Server as Server
from .info import ServerVariable as ServerVariable
from .info import Tag as Tag
from .schema import XML as XML
from .schema import Discriminator as Discriminator
from .schema import Example as Example
from .schema import Schema as Schema
from .schema import SchemaOrBool as SchemaOrBool
from .schema import SchemaType as SchemaType
from .security import APIKey as APIKey
from .security import APIKeyIn as APIKeyIn
from .security import HTTPBase as HTTPBase
from .security import HTTPBearer as HTTPBearer
from .security import OAuth2 as OAuth2
from .security import OAuthFlow as OAuthFlow
from .security import OAuthFlowAuthorizationCode as OAuthFlowAuthorizationCode
from .security import OAuthFlowClientCredentials as OAuthFlowClientCredentials
from .security import OAuthFlowImplicit as OAuthFlowImplicit
from .security import OAuthFlowPassword as OAuthFlowPassword
from .security import OAuthFlows as OAuthFlows
from .security import OpenIdConnect as OpenIdConnect
from .security import SecurityBase as SecurityBase
from .security import SecurityScheme as SecurityScheme
from .security import SecuritySchemeType as SecuritySchemeType
from .wire import Encoding as Encoding
from .wire import Header as Header
from .wire import Link as Link
from .wire import MediaType as MediaType
from .wire import Parameter as Parameter
from .wire import ParameterBase as ParameterBase
from .wire import ParameterInType as ParameterInType
from .wire import RequestBody as RequestBody
from .wire import Response as Response

if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
