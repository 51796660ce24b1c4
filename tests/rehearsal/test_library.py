"""python-telegram-bot, which the rehearsal does not know, as an independent client."""

from collections.abc import AsyncIterator

import httpx
import pytest
import telegram
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
    InputMediaPhoto,
    InputTextMessageContent,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, RetryAfter

from rehearsal.membership import delete_account
from rehearsal.server import Server

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c636064f8cf500f0003860180"
    "5a347d6b0000000049454e44ae426082"
)


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        yield client


@pytest.fixture
async def bot(server: Server, http: httpx.AsyncClient) -> AsyncIterator[Bot]:
    """The library's bot, after Emma has written to it."""
    await http.post("/rehearsal/chats/1001/messages", json={"from": 1001, "text": "/start"})
    bot = Bot(
        server.world.token,
        base_url=server.bot_url,
        base_file_url=f"{server.url}/file/bot",
    )
    async with bot:
        yield bot


async def test_the_library_reads_updates_and_their_kinds(bot: Bot, http: httpx.AsyncClient) -> None:
    tap = {"from": 1001, "message_id": 1, "data": "go"}
    await http.post("/rehearsal/chats/1001/taps", json=tap)
    await http.post("/rehearsal/people/1001/block")
    start, tapped, blocked = await bot.get_updates(timeout=1)
    assert start.message is not None
    assert start.message.parse_entities() == {start.message.entities[0]: "/start"}
    assert tapped.callback_query is not None
    assert tapped.callback_query.data == "go"
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"


async def test_the_library_sends_formats_and_keyboards(bot: Bot) -> None:
    keys = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Sign", callback_data="sign"),
                InlineKeyboardButton("Read", url="https://example.org/1"),
            ]
        ]
    )
    sent = await bot.send_message(
        1001,
        "<b>é 😀</b> <i>x</i>",
        parse_mode=ParseMode.HTML,
        reply_markup=keys,
        reply_parameters=ReplyParameters(1),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert sent.text_html == "<b>é 😀</b> <i>x</i>"
    assert sent.reply_markup == keys
    assert sent.reply_to_message is not None
    bold = [MessageEntity("bold", 0, 3)]
    edited = await bot.edit_message_text("new", 1001, sent.message_id, entities=bold)
    assert isinstance(edited, telegram.Message)
    assert edited.text_html == "<b>new</b>"
    reply_keys = ReplyKeyboardMarkup([[KeyboardButton("Me", request_contact=True), "No"]])
    asked = await bot.send_message(1001, "Number?", reply_markup=reply_keys)
    assert asked.reply_markup is None


async def test_the_library_sends_files_and_gets_them_back(bot: Bot) -> None:
    photo = await bot.send_photo(1001, PNG, caption="Chart", filename="chart.png")
    assert bytes(await (await photo.photo[-1].get_file()).download_as_bytearray()) == PNG
    document = await bot.send_document(1001, b"a,b", filename="figures.csv")
    assert document.document is not None
    assert document.document.file_name == "figures.csv"
    album = await bot.send_media_group(1001, [InputMediaPhoto(PNG), InputMediaPhoto(PNG)])
    assert album[0].media_group_id == album[1].media_group_id
    edited = await bot.edit_message_media(
        InputMediaPhoto(PNG, caption="New"), 1001, photo.message_id
    )
    assert isinstance(edited, telegram.Message)
    assert edited.caption == "New"


async def test_the_library_reads_everything_else_it_asks_for(bot: Bot) -> None:
    assert (await bot.get_chat(1001)).first_name == "Emma"
    assert (await bot.get_chat_member(-2001, 1003)).status == "creator"
    assert len(await bot.get_chat_administrators(-1001000000003)) == 1
    assert await bot.get_chat_member_count(-2001) == 4
    assert (await bot.get_webhook_info()).url == ""
    await bot.set_my_commands([BotCommand("sign", "Sign")], BotCommandScopeChat(1001), "en")
    assert await bot.get_my_commands(BotCommandScopeChat(1001), "en") == (
        BotCommand("sign", "Sign"),
    )
    poll = await bot.send_poll(1001, "Ready?", ["Yes", "No"])
    assert poll.poll is not None
    assert [option.text for option in poll.poll.options] == ["Yes", "No"]
    copied = await bot.copy_message(1001, 1001, poll.message_id)
    assert copied.message_id == poll.message_id + 1
    assert await bot.send_chat_action(1001, "typing")
    assert await bot.delete_message(1001, copied.message_id)


async def test_the_library_asks_for_a_contact_and_reads_it(
    bot: Bot, http: httpx.AsyncClient
) -> None:
    keys = ReplyKeyboardMarkup.from_button(KeyboardButton("My number", request_contact=True))
    await bot.send_message(1001, "Your number?", reply_markup=keys)
    await http.post("/rehearsal/chats/1001/contacts", json={"from": 1001})
    await http.post("/rehearsal/chats/1001/contacts", json={"from": 1001, "of": 1002})
    _, own, other = [update.message for update in await bot.get_updates(timeout=1)]
    for message, user_id in ((own, 1001), (other, 1002)):
        assert message is not None
        assert message.contact is not None
        assert message.contact.user_id == user_id
    await bot.send_message(1001, "Thank you", reply_markup=ReplyKeyboardRemove())
    await bot.send_message(1001, "And your name?", reply_markup=ForceReply())


async def test_the_library_offers_results_inline(bot: Bot, http: httpx.AsyncClient) -> None:
    sent = await bot.send_photo(1001, PNG, filename="qr.png")
    asked = {"from": 1001, "query": "petition"}
    told = await http.post("/rehearsal/chats/1001/inline_queries", json=asked)
    keys = InlineKeyboardMarkup.from_button(
        InlineKeyboardButton("Copy", copy_text=CopyTextButton("https://example.org"))
    )
    results = [
        InlineQueryResultArticle(
            "p", "Petition", InputTextMessageContent("<b>Sign</b>", "HTML"), reply_markup=keys
        ),
        InlineQueryResultCachedPhoto("q", sent.photo[-1].file_id, caption="Scan it"),
    ]
    query_id = told.json()["inline_query_id"]
    button = InlineQueryResultsButton("Sign", start_parameter="p-free")
    assert await bot.answer_inline_query(query_id, results, button=button)
    for result_id in ("p", "q"):
        chosen = {"from": 1001, "inline_query_id": query_id, "result_id": result_id}
        answer = await http.post("/rehearsal/chats/1001/inline_results", json=chosen)
        assert answer.status_code == 201
    *_, card, picture = await bot.get_updates(timeout=1)
    assert card.message is not None
    assert (card.message.text_html, card.message.via_bot) == ("<b>Sign</b>", bot.bot)
    assert picture.message is not None
    assert picture.message.caption == "Scan it"


async def test_the_library_clears_a_chat_and_finds_a_channel(bot: Bot) -> None:
    ids = [(await bot.send_message(1001, text)).message_id for text in ("One", "Two")]
    assert await bot.delete_messages(1001, [1, *ids, 99])
    channel = await bot.get_chat("@free_internet_news")
    assert (channel.type, channel.title) == ("channel", "Free Internet News")
    post = await bot.send_message(channel.id, "News")
    assert post.sender_chat is not None
    assert post.sender_chat.username == "free_internet_news"


async def test_the_library_knows_the_errors_by_their_class(
    bot: Bot, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    with pytest.raises(Forbidden, match="initiate conversation"):
        await bot.send_message(1002, "x")
    delete_account(server.world, server.world.people[1003])
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(1003, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "x")
    server.world.faults.add({"method": "sendMessage", "error_code": 429, "times": 1})
    with pytest.raises(RetryAfter):
        await bot.send_message(1001, "x")
    server.world.updates.set_webhook({"url": "https://example.org"})
    with pytest.raises(Conflict):
        await bot.get_updates()
