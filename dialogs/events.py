"""What a person did. Channels make these; the engine takes them."""

from msgspec import Struct


class Started(Struct, frozen=True):
    """The person opened the chat; `link` is a choice id to go to at once, or empty."""

    link: str = ""


class Said(Struct, frozen=True):
    """The person typed `text`, whatever it holds."""

    text: str


class Chose(Struct, frozen=True):
    """The person pressed the button of `choice_id`, shown now or years ago."""

    choice_id: str


class Other(Struct, frozen=True):
    """The person did something that is no text: `kind` is 'thing' (a picture, a voice …) or 'edit' (of a message)."""

    kind: str


Event = Started | Said | Chose | Other
