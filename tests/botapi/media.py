"""What messages that are not text hold: files, places, dice; for those that the bot sends and those that people send."""

from typing import Any

from tests.botapi.errors import bad
from tests.botapi.values import Upload
from tests.botapi.world import Record, World

FILES: dict[str, Record] = {
    "animation": {"width": 320, "height": 240, "duration": 2},
    "audio": {"duration": 120, "title": "A song"},
    "document": {"file_name": "notes.pdf", "mime_type": "application/pdf"},
    "photo": {"width": 640, "height": 480},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"},
    "video": {"width": 640, "height": 480, "duration": 5},
    "video_note": {"length": 240, "duration": 5},
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
}
PLACE = {"latitude": 6.5244, "longitude": 3.3792}
POLL: Record = {
    "id": "1",
    "question": "Tea?",
    "options": [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(["Yes", "No"])],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
THINGS: dict[str, Record] = {
    "location": PLACE,
    "venue": {"location": PLACE, "title": "Yaba", "address": "Herbert Macaulay Way"},
    "contact": {"phone_number": "+2348000000000", "first_name": "Bola"},
    "dice": {"emoji": "🎲", "value": 4},
    "poll": POLL,
}


def new_medium(world: World, kind: str, upload: Upload | None = None) -> Any:
    """The value of a message's field `kind` for a new file; a photo is a list of sizes."""
    file = {**world.new_file(kind, upload), **FILES[kind]}
    if upload and kind == "document":
        file |= {"file_name": upload.name, "mime_type": upload.kind or "application/octet-stream"}
    return [file] if kind == "photo" else file


def sent_medium(world: World, kind: str, value: Any) -> Any:
    """As `new_medium`, for what a bot sends: an upload, an address, or the id of a file that is known."""
    if isinstance(value, Upload):
        if not value.content:
            raise bad("file must be non-empty")
        return new_medium(world, kind, value)
    if value.startswith(("http://", "https://")):
        return new_medium(world, kind)
    known = world.files.get(value)
    if known is None:
        raise bad("wrong file identifier/HTTP URL specified")
    file = {"file_id": value, "file_unique_id": f"u{value}", "file_size": len(known.content), **FILES[kind]}
    return [file] if kind == "photo" else file
