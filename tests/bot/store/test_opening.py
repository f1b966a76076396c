"""A path or an address becomes a store."""

import pytest

from bot.store.model import StoreError
from bot.store.opening import MEMORY, default_path, open_store


async def test_a_path_is_a_file_and_memory_is_none(tmp_path):
    for where, made in ((str(tmp_path / "a" / "x.db"), True), (MEMORY, False)):
        store = await open_store(where)
        await store.close()
        assert (tmp_path / "a" / "x.db").exists() is True, (where, made)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


async def test_a_file_that_is_not_there_is_not_made_for_a_look(tmp_path):
    with pytest.raises(StoreError, match=r"x\.db: there is no such file"):
        await open_store(str(tmp_path / "x.db"), make=False)
    assert list(tmp_path.iterdir()) == []
    await (await open_store(MEMORY, make=False)).close()


@pytest.mark.parametrize(
    "where", ["mysql://ada:secret@host/x", "redis://x", "file:///x.db", "file:/x.db", "sqlite:x.db", "postgresql:/x"]
)
async def test_an_address_of_no_store_is_refused_without_its_password(where):
    with pytest.raises(StoreError, match="no such store; give a path or postgresql://") as caught:
        await open_store(where)
    assert "secret" not in str(caught.value)


async def test_without_a_name_it_is_the_users_own_file(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_path().name == "crossroads.db"
    assert default_path().is_relative_to(tmp_path)
    await (await open_store(None)).close()
    assert default_path().exists()
