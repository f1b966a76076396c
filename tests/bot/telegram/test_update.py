"""Updates as they come over the line: whole, odd, torn."""

import pytest

from bot.telegram.update import CONTENT, Update, read_update, to_update


@pytest.mark.parametrize("raw", [b"[]", b"{", b'{"update_id":"x"}', b"{}", b'{"update_id":1,"message":{}}', b"null"])
def test_what_is_no_update_is_none(raw: bytes):
    assert read_update(raw) is None


def test_unknown_fields_are_skipped():
    assert to_update({"update_id": 1, "invented": {"deep": []}}) == Update(1)


def test_a_text_goes_before_a_caption_with_its_own_entities():
    mark = {"type": "bold", "offset": 0, "length": 1}
    base = {"message_id": 1, "chat": {"id": 1}, "caption": "c", "caption_entities": [mark]}
    captioned = to_update({"update_id": 1, "message": base})
    assert captioned.message.body == "c"
    assert len(captioned.message.body_entities) == 1
    texted = to_update({"update_id": 1, "message": {**base, "text": "", "entities": [mark, mark]}})
    assert texted.message.body == ""
    assert len(texted.message.body_entities) == 2


def test_a_message_without_content_is_a_service_message():
    base = {"message_id": 1, "chat": {"id": 1}}
    services = [to_update({"update_id": 1, "message": {**base, name: {}}}).message.is_service for name in CONTENT]
    assert services == [False] * len(CONTENT)
    assert to_update({"update_id": 1, "message": {**base, "text": ""}}).message.is_service is False
    assert to_update({"update_id": 1, "message": {**base, "pinned_message": {}}}).message.is_service is True
