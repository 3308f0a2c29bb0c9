"""The read room's Python step: content types the native table does not know."""

from email.message import Message


def is_json_media_type(value: str) -> bool:
    """Whether a Content-Type header says `application/json` or `application/*+json`."""
    message = Message()
    message["content-type"] = value
    if message.get_content_maintype() != "application":
        return False
    subtype = message.get_content_subtype()
    return subtype == "json" or subtype.endswith("+json")
