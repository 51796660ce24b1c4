"""More than an account: one's own phone, shared by a button, or a mail address and its code."""

from telegram import Contact, Update
from telegram.error import TelegramError

from campaign.people import Person
from campaign.petitions import Petition, addresses, confirmation, identity
from campaign.petitions.confirmation import Awaited
from campaign.petitions.identity import MailNotSent, MailUnavailable
from campaign.refusals import Refusal
from handlers import replies
from handlers.context import Context
from handlers.views import form as views
from handlers.wording import words


class NotOwnContact(Refusal):
    "The contact is somebody else's, or was forwarded"


class ContactWanted(Refusal):
    "Something was typed where the button for one's own phone is waited for"


def shared_contact(update: Update) -> Contact | None:
    """The contact that the message carries, or None."""
    message = update.effective_message
    return message.contact if message is not None else None


async def own_phone(update: Update, context: Context, petition_id: int) -> bytes:
    """The identity of the phone that the sender shared.

    Telegram fills in `user_id` (Bot API, Contact): only in one's own contact it is one's own.
    Raises `NotOwnContact` and `PhoneMalformed`.
    """
    message, contact = update.effective_message, shared_contact(update)
    forwarded = message is not None and message.forward_origin is not None
    if contact is None or forwarded or contact.user_id != replies.speaker(update).id:
        raise NotOwnContact
    key = await identity.key_of(context.database)
    return identity.of_phone(key, petition_id, contact.phone_number)


async def remove_contact(update: Update) -> bool:
    """Take the message with the number out of the chat; False when Telegram did not let us."""
    message = update.effective_message
    if message is None:
        return False
    try:
        return await message.delete()
    except TelegramError:
        return False


async def mail_code(
    update: Update, context: Context, person: Person, petition: Petition, said: str
) -> Awaited:
    """Mail a code to the address that was typed, which is in memory only while it is mailed.

    Whether the address has signed already is not said before the code came back: else anybody
    could ask for anybody. Raises `MailUnavailable`, `AddressMalformed`, `TooManyMails`,
    `AddressRefused` and `MailNotSent`.
    """
    services, manifest = context.services, context.services.manifest
    if services.mailer is None:
        raise MailUnavailable
    address = addresses.parse(said)
    key = await identity.key_of(context.database)
    mailbox = identity.of_address(key, petition.id, address)
    services.mail_limits.take(person.id, mailbox, context.now())
    code = confirmation.new_code()
    speak = words(person.language)
    subject, body = views.mail(
        speak,
        petition,
        code,
        campaign=manifest.in_language(manifest.name, person.language),
        bot=services.bot_username,
    )
    try:
        async with replies.typing(update):
            await services.mailer.send(address, subject, body)
    except MailNotSent:
        services.mail_limits.give_back(person.id, mailbox)
        raise
    return confirmation.awaited(key, mailbox, code, context.now())


async def confirm(context: Context, awaited: Awaited, said: str) -> bytes:
    """The identity of the address whose code was typed; raises `CodeWrong` and `CodeSpent`."""
    key = await identity.key_of(context.database)
    confirmation.check(key, awaited, said, context.now())
    return awaited.identity
