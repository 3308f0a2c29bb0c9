"""What the endpoints ask for: a session, the signer, the account behind the request's token."""

from collections.abc import AsyncIterator
from typing import Annotated

from sqlalchemy.ext.asyncio import AsyncSession

from ferroapi import Depends, HTTPException, Request, status
from ferroapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from .database import Database
from .tables import AccountRow
from .tokens import Claims, InvalidTokenError, TokenSigner


async def get_database(request: Request) -> Database:
    """The database that the lifespan opened."""
    database: Database = request.state.database
    return database


async def get_signer(request: Request) -> TokenSigner:
    """The signer that the lifespan made."""
    signer: TokenSigner = request.state.signer
    return signer


DatabaseDep = Annotated[Database, Depends(get_database)]
SignerDep = Annotated[TokenSigner, Depends(get_signer)]


async def open_session(database: DatabaseDep) -> AsyncIterator[AsyncSession]:
    """One transaction around the endpoint: committed when it returns, undone when it raises."""
    async with database.transaction() as session:
        yield session


# "function": the commit comes before the answer is sent, so that a 201 is never a lie.
SessionDep = Annotated[AsyncSession, Depends(open_session, scope="function")]

_bearer = HTTPBearer(description="The `access_token` of `POST /login`.")
BearerDep = Annotated[HTTPAuthorizationCredentials, Depends(_bearer)]


async def read_claims(
    required: SecurityScopes, credentials: BearerDep, signer: SignerDep
) -> Claims:
    """What the token says; 401 if it cannot be trusted, 403 if it lacks a required scope."""
    challenge = f'Bearer scope="{required.scope_str}"' if required.scopes else "Bearer"
    headers = {"WWW-Authenticate": challenge}
    try:
        claims = signer.read(credentials.credentials)
    except InvalidTokenError:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Invalid token", headers) from None
    missing = sorted(set(required.scopes) - claims.scopes)
    if missing:
        text = f"Token lacks the scope {missing[0]}"
        raise HTTPException(status.HTTP_403_FORBIDDEN, text, headers)
    return claims


async def current_account(
    claims: Annotated[Claims, Depends(read_claims)], session: SessionDep
) -> AccountRow:
    """The account that the token was issued to."""
    account = await session.get(AccountRow, claims.account_id)
    if account is None:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED, "Invalid token", {"WWW-Authenticate": "Bearer"}
        )
    return account
