"""A path or an address -> a store. PostgreSQL's driver is imported only where it is used."""

from pathlib import Path

from bot.home import home_path
from bot.store.model import Store, StoreError

MEMORY = ":memory:"  # kept with the process only
POSTGRES = ("postgres://", "postgresql://")
_FORMS = ("file:", "sqlite:", "jdbc:", "postgres:", "postgresql:")  # of addresses, also where the slashes are missing


def default_path() -> Path:
    """The one file in the user's data folder. Raises StoreError where there is none."""
    import platformdirs  # noqa: PLC0415

    folder = home_path(platformdirs.user_data_path)
    if folder is None:
        raise StoreError(
            "there is no home folder for the default store; name a file with --store or CROSSROADS_STORE, or set HOME"
        )
    return folder / "crossroads.db"


async def open_store(where: str | None, *, make: bool = True) -> Store:
    """The store at a path or a PostgreSQL address; by default the user's own file. Raises StoreError.

    Without `make` a file that is not there is an error: who asks what a store holds has mistyped its name.
    """
    if where and where.lower().startswith(POSTGRES):
        try:
            from bot.store.postgres.store import PostgresStore  # noqa: PLC0415
        except ImportError as error:
            raise StoreError("PostgreSQL needs its driver: pip install 'crossroads[postgres]'") from error
        return await PostgresStore.open(where)
    from bot.store.sqlite.errors import translate_errors  # noqa: PLC0415
    from bot.store.sqlite.store import SqliteStore  # noqa: PLC0415

    if where and ("://" in where or where.startswith(_FORMS)):
        raise StoreError(f"{where.partition(':')[0]}://…: no such store; give a path or postgresql://…")
    path = None if where == MEMORY else Path(where) if where else default_path()
    with translate_errors(str(path)):
        if path and not make and not path.exists():
            raise StoreError(f"{path}: there is no such file; nothing was kept there yet, or --store is mistyped")
    return SqliteStore(path)
