"""Registering, logging in, and what an account may ask about itself."""

from typing import Annotated, Final

from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ferroapi import APIRouter, Depends, status

from ..dependencies import SessionDep, SignerDep, current_account
from ..errors import NameTakenError, WrongCredentialsError
from ..passwords import hash_password, verify_password
from ..schemas import AccessToken, Account, Activity, Login, NewAccount
from ..tables import AccountRow, ActivityRow

router = APIRouter(tags=["accounts"])

# Compared with when the name is unknown, so that the answer takes as long as for a known one.
_NOBODY: Final = hash_password("nobody's password")


async def _find(session: AsyncSession, name: str) -> AccountRow | None:
    return await session.scalar(select(AccountRow).where(AccountRow.name == name))


@router.post("/accounts", status_code=status.HTTP_201_CREATED, response_model=Account)
async def register(body: NewAccount, session: SessionDep) -> AccountRow:
    """Open an account."""
    password_hash = await to_thread.run_sync(hash_password, body.password)
    account = AccountRow(name=body.name, password_hash=password_hash)
    session.add(account)
    try:
        await session.flush()
    except IntegrityError:
        raise NameTakenError(f"The name {body.name} is taken") from None
    return account


@router.post("/login")
async def log_in(body: Login, session: SessionDep, signer: SignerDep) -> AccessToken:
    """Exchange name and password for an access token with the wanted scopes."""
    account = await _find(session, body.name)
    stored = account.password_hash if account else _NOBODY
    matches = await to_thread.run_sync(verify_password, body.password, stored)
    if account is None or not matches:
        raise WrongCredentialsError("Name or password is wrong")
    token = signer.issue(account.id, frozenset(body.scopes))
    return AccessToken(access_token=token, scopes=sorted(body.scopes))


AccountDep = Annotated[AccountRow, Depends(current_account)]


@router.get("/accounts/me", response_model=Account)
async def read_me(account: AccountDep) -> AccountRow:
    """The account behind the token, whatever its scopes."""
    return account


@router.get("/accounts/me/activity", response_model=list[Activity])
async def read_activity(account: AccountDep, session: SessionDep) -> list[ActivityRow]:
    """The account's latest hundred changes, newest first."""
    latest = select(ActivityRow).where(ActivityRow.account_id == account.id)
    rows = await session.scalars(latest.order_by(ActivityRow.id.desc()).limit(100))
    return list(rows)
