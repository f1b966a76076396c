"""What PostgreSQL and its driver complain of -> one line with the cure, and never the password."""

import contextlib
from collections.abc import Iterator

import asyncpg

from bot.store.model import StoreError
from bot.store.sqlite.schema import NewerSchemaError

_UNREACHABLE = "see whether the server runs and can be reached from here"
_PARAMETER = "take that parameter out of the address"
_CURES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((asyncpg.InvalidAuthorizationSpecificationError,), "check the user and the password"),
    ((asyncpg.InvalidCatalogNameError,), "make the database first, with createdb"),
    ((asyncpg.InsufficientPrivilegeError,), "make this user the owner of the database and of its tables"),
    ((asyncpg.ReadOnlySQLTransactionError,), "name the primary server, not a copy of it"),
    ((asyncpg.InsufficientResourcesError,), "give the server more room; nothing was half written"),
    ((asyncpg.DuplicateTableError,), "something else lives here; give Crossroads a database of its own"),
    ((asyncpg.UndefinedObjectError, asyncpg.CantChangeRuntimeParamError, asyncpg.DataError), _PARAMETER),
    ((OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError), _UNREACHABLE),
    ((asyncpg.InterfaceError, asyncpg.InternalClientError), _UNREACHABLE),
)


@contextlib.contextmanager
def translate_errors(where: str) -> Iterator[None]:
    """Everything that can go wrong with the server at `where`, as a StoreError."""
    try:
        yield
    except asyncpg.ClientConfigurationError:
        raise  # `open` says what is wrong
    except NewerSchemaError as error:
        raise StoreError(f"{where}: was made by a later Crossroads; update this one") from error
    except asyncpg.NotNullViolationError:
        raise  # `commit` knows what it means
    except TimeoutError as error:
        raise StoreError(f"{where}: no answer in time; {_UNREACHABLE}") from error
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise StoreError(f"{where}: {_what(error)}; {_cure(error)}") from error


def _what(error: Exception) -> str:
    """The first line: details, that may quote what somebody wrote, come after it."""
    first = error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
    return (first.splitlines() or [type(error).__name__])[0]


def _cure(error: Exception) -> str:
    if "unsupported startup parameter" in str(error):
        return f"{_PARAMETER}, or name it in the pooler's ignore_startup_parameters"
    for kinds, cure in _CURES:
        if isinstance(error, kinds):
            return cure
    return "look at the server's log"
