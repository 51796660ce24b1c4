"""Inline mode: a person asks "@bot words", the bot offers results, and one of them is posted."""

from rehearsal import keyboards
from rehearsal.acts import write
from rehearsal.entities import message_caption, message_text
from rehearsal.errors import NotPossible, Refused, bad_request
from rehearsal.files import content as file_content
from rehearsal.people import Chat, Person
from rehearsal.shapes import Json
from rehearsal.world import Query, World

MAX_QUERY = 256
MAX_RESULTS = 50

_FILES = {"photo_file_id": "photo", "document_file_id": "document"}
_ADDRESSES = ("photo_url", "document_url", "thumbnail_url")


def ask(world: World, chat: Chat, person: Person, words: str, offset: str = "") -> str:
    """An inline query typed in a chat; returns its id."""
    asked = {
        "from": person.user,
        "query": words[:MAX_QUERY],
        "offset": offset,
        "chat_type": "sender" if chat.private else chat.type,
    }
    return str(tell_bot(world, asked, chat.id)["inline_query"]["id"])


def tell_bot(world: World, asked: Json, chat_id: int) -> Json:
    """Queues an inline query under an id of its own."""
    query_id = world.open_query(world.inline_queries, Query(None, asked["from"]["id"], world.now()))
    update = world.tell_bot("inline_query", {**asked, "id": query_id}, chat_id)
    if update is None:
        raise NotPossible("the bot does not hear inline queries")
    return update


def choose(world: World, chat: Chat, person: Person, query_id: str, result_id: str) -> Json:
    """Posts one of the results that the person was offered."""
    offer = world.offers.get(query_id)
    if offer is None or offer.user_id != person.id:
        raise NotPossible("nothing was offered for that")
    for result in offer.results:
        if result["id"] == result_id:
            return write(world, chat, person, _content(world, chat, result))
    raise NotPossible("that was not offered")


def _content(world: World, chat: Chat, result: Json) -> Json:
    markup = keyboards.checked(result.get("reply_markup"), where=chat.type)
    said = result.get("input_message_content")
    content = message_text(_as_text(said)) if said else _file_content(world, result)
    via: Json = {"via_bot": world.bot}
    return content | via | ({"reply_markup": markup} if markup else {})


def _file_content(world: World, result: Json) -> Json:
    for name, kind in _FILES.items():
        if name in result:
            return file_content(world.files.resolve(kind, result[name])) | message_caption(result)
    raise NotPossible("the rehearsal gets nothing from the addresses of other sites")


def _as_text(said: Json) -> Json:
    return {**said, "text": said["message_text"]}


def check_results(world: World, results: list[Json]) -> None:
    """Refuses results that Telegram would."""
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(world, result)


def _check_result(world: World, result: Json) -> None:
    if not 1 <= len(result["id"].encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if "input_message_content" in result:
        message_text(_as_text(result["input_message_content"]))
    message_caption(result)
    keyboards.checked(result.get("reply_markup"), where="inline")
    for name in _ADDRESSES:
        if not result.get(name, "https://").startswith(("http://", "https://")):
            raise bad_request("WEBDOCUMENT_URL_INVALID")
    for name, kind in _FILES.items():
        if name in result:
            _check_file(world, kind, result[name])


def _check_file(world: World, kind: str, file_id: str) -> None:
    try:
        world.files.resolve(kind, file_id)
    except Refused:
        raise bad_request(f"{kind.upper()}_INVALID") from None
