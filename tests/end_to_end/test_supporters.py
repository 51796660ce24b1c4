"""A supporter's life with the bot, in both languages, against the real program."""

import json

import httpx

from tests.stage import Person, Stage, labels, number_in, words


def test_a_question_gets_a_quote_with_its_source(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    answer = ana.ask("Who created the gasolinazo bots?")
    assert "bots" in words(answer)
    assert any(entity["type"] == "blockquote" for entity in answer["entities"])
    assert any(entity["type"] == "text_link" for entity in answer["entities"])
    assert labels(answer)[:2] == ["Read on", "Related"]


def test_what_the_articles_do_not_say_gets_an_honest_no(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    answer = ana.ask("How much is a ticket to the opera in Vienna?")
    assert words(answer).startswith("The articles do not answer that.")
    assert "Which companies made deals with the INE?" in words(answer)


def test_a_spanish_speaker_is_answered_in_spanish(stage: Stage, lucia: Person) -> None:
    card = lucia.ask("/start", "Hablo por la campaña")
    assert "Leer y firmar la petición" in labels(card)
    answer = lucia.ask("¿Quién creó los bots del gasolinazo?")
    assert "bots" in words(answer)
    assert "Me sirvió" in labels(answer)


def test_a_passed_on_question_comes_back_answered(stage: Stage, olivia: Person) -> None:
    olivia.say("/start")
    ana = stage.newcomer("Ana")
    ana.ask("Will there be a march in Oaxaca on Sunday?", "do not answer")
    ana.tap("Pass it on")
    ana.reads("The organisers have your question")
    olivia.sees("Will there be a march in Oaxaca on Sunday?")
    olivia.tap("Answer")
    olivia.reads()
    olivia.say("Yes: at noon, from the zócalo <b>north</b>.")
    reply = ana.sees("at noon, from the zócalo <b>north</b>.")
    assert "Will there be a march in Oaxaca on Sunday?" in words(reply)


def test_reading_an_article_turns_its_pages_in_place(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/articles", "articles")
    ana.tap("Next")
    page = ana.sees("Page 2 of 2")
    title = next(label for label in labels(page) if "gasolinazo" in label)
    ana.tap(title)
    first = ana.sees("Part 1 of")
    assert first["message_id"] == page["message_id"]
    ana.tap("Next")
    second = ana.sees("Part 2 of")
    assert second["message_id"] == page["message_id"]
    ana.tap("Previous")
    ana.sees("Part 1 of")


def test_one_tap_signs_and_nothing_is_kept_before_it(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    card = ana.ask("/sign", "Nothing is kept until you tap")
    assert "16 years old" in words(card)
    assert "political opinion" in words(card)
    assert words(ana.ask("/mydata")) == "Nothing is kept about you."
    before = number_in(words(card), "signature")
    ana.tap("Accept and sign as Ana", card)
    receipt = ana.sees("You signed")
    assert "Name: Ana" in words(receipt)
    assert number_in(words(receipt), "signature") == before + 1
    assert all("off" in label for label in labels(receipt)[:5])


def test_signing_again_shows_the_signature_that_stands(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    card = ana.ask("/sign")
    ana.tap("Accept and sign as Ana", card)
    number = number_line(ana.sees("You signed"))
    query = ana.tap_data(card["message_id"], as_data(card))
    assert ana.is_toasted("You had signed already", query)
    assert number_line(ana.ask("/sign", "You signed")) == number


def test_each_addition_is_a_consent_of_its_own(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept, with another name")
    ana.reads("Which name")
    ana.say("Ana María <script>")
    receipt = ana.reads("Name: Ana María <script>")
    ana.tap("Give my name", receipt)
    ana.sees("You signed")
    ana.tap("Add my country")
    ana.sees("Which country")
    ana.say("españa")
    ana.reads("Country: Spain")
    ana.tap("Add a comment")
    ana.sees("Why do you sign?")
    ana.say("For my children.")
    receipt = ana.reads("Comment: For my children.")
    assert "✓ Give my name: on" in labels(receipt)
    assert "Send me updates: off" in labels(receipt)
    ana.tap("✓ Add a comment", receipt)
    gone = stage.wait(
        lambda: next(
            (
                m
                for m in ana.messages()
                if "Country: Spain" in words(m) and "Comment" not in words(m)
            ),
            None,
        ),
        lambda: "a receipt without its comment",
    )
    assert "Add a comment: off" in labels(gone)


def test_what_the_receipt_asks_leads_back_to_it_in_place(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept and sign as Ana")
    receipt = ana.sees("You signed")["message_id"]
    for label, asked, way_out in (
        ("Add my country", "Which country", "Skip"),
        ("Add a comment", "Why do you sign?", "Skip"),
        ("Change the name", "Which name", "Cancel"),
    ):
        ana.tap(label)
        assert ana.sees(asked)["message_id"] == receipt
        ana.tap(way_out)
        assert ana.sees("You signed")["message_id"] == receipt
    assert "There is nothing to cancel" in words(ana.ask("/cancel"))


def test_a_question_is_not_taken_for_a_name(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept, with another name")
    ana.reads("Which name")
    refused = ana.ask("Who created the bots?", "That looks like a question")
    assert labels(refused) == ["Cancel"]
    ana.tap("Cancel", refused)
    ana.sees("I dropped what you had begun")
    assert words(ana.ask("/mydata")).count("signature") == 0


def test_who_starts_anew_is_no_longer_in_a_form(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept and sign as Ana")
    ana.tap("Add a comment")
    ana.sees("Why do you sign?")
    ana.ask("/start", "I speak for the campaign")
    ana.ask("Who created the gasolinazo bots?", "created bots")
    assert "Comment:" not in words(ana.ask("/sign", "You signed"))


def test_a_form_can_be_left_by_a_word(stage: Stage) -> None:
    pepe = stage.newcomer("Pepe", "es")
    pepe.ask("/sign")
    pepe.tap("Acepto, con otro nombre")
    pepe.reads("Con qué nombre")
    assert "cancelé" in words(pepe.ask("Cancelar"))


def test_small_talk_gets_a_kind_word_and_wishes_come_true(stage: Stage) -> None:
    pepe = stage.newcomer("Pepe", "es")
    assert words(pepe.ask("hola")).startswith("¡Hola! ¿Qué te gustaría saber")
    assert words(pepe.ask("muchas gracias!")).startswith("¡Con gusto!")
    assert words(pepe.ask("👍")).startswith("Aquí estoy")
    assert "Hablo por la campaña" in words(pepe.ask("¿quién eres?"))
    assert "Acepto y firmo como Pepe" in labels(pepe.ask("quiero firmar"))
    assert "/borrar: borrar tus datos" in words(pepe.ask("/ayuda"))
    assert words(pepe.ask("/mydata")) == "No se guarda nada de ti."


def test_reading_on_leaves_the_answer_where_it_is(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    answer = ana.ask("Who created the gasolinazo bots?")
    ana.tap("Read on", answer)
    assert ana.reads("Part 2 of")["message_id"] > answer["message_id"]
    assert "This helped" in labels(ana.sees(words(answer)))


def test_withdrawing_asks_once_and_leaves_the_count(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept, without a name")
    counted = number_in(words(ana.sees("Without a name")), "signature")
    ana.tap("Withdraw")
    ana.sees("Withdraw signature number")
    ana.tap("Yes, withdraw it")
    withdrawn = ana.sees("Your signature is withdrawn")
    assert number_in(words(withdrawn), "signature") == counted - 1


def test_a_deep_link_opens_the_card_and_signs_nothing(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/start p-free-internet", "Nothing is kept until you tap")
    assert words(ana.ask("/mydata")) == "Nothing is kept about you."
    assert "Part 1 of" in words(ana.ask("/start a-1"))
    ana.ask("/start r-abc123", "Nothing is kept until you tap")
    ana.ask("/start nonsense", "I speak for the campaign")


def test_a_link_to_an_article_opens_it_in_the_readers_language(stage: Stage) -> None:
    ana, pepe = stage.newcomer("Ana"), stage.newcomer("Pepe", "es")
    for number in (1, 2):
        assert "the INE's deals" in words(ana.ask(f"/start a-{number}")).replace("The", "the")
        assert "acuerdos del INE" in words(pepe.ask(f"/start a-{number}"))


def test_the_language_can_be_changed_on_the_first_card(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    card = ana.ask("/start", "I speak for the campaign")
    ana.tap("Español", card)
    ana.sees("Hablo por la campaña")
    assert "comando" in words(ana.ask("/nada"))


def test_mydata_is_shown_as_words_and_as_a_file(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept and sign as Ana")
    ana.sees("You signed")
    summary = ana.ask("/mydata", "This is kept about you")
    assert words(summary).count("Signature number") == 1
    ana.tap("Get the file")
    document = ana.reads("Everything that is kept about you")["document"]
    content = httpx.get(
        f"{stage.server.url}/rehearsal/files/{document['file_id']}", trust_env=False
    )
    held = json.loads(content.content)
    assert held["telegram_id"] == ana.id
    assert held["signatures"][0]["name"] == "Ana"


def test_forget_works_in_the_middle_of_a_form(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept, with another name")
    ana.reads("Which name")
    ana.ask("/borrar", "Erase everything")
    ana.tap("Yes, erase everything")
    ana.sees("nothing is kept about you any more")
    assert words(ana.ask("/mydata")) == "Nothing is kept about you."
    assert "The articles" in words(ana.ask("Ana María likes tea at noon?"))


def test_thinking_better_of_erasing_leaves_the_form_open(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept, with another name")
    ana.reads("Which name")
    ana.ask("/forget", "Erase everything")
    ana.tap("No, keep it")
    ana.sees("nothing was erased")
    ana.say("Ana de la O")
    ana.reads("Name: Ana de la O")


def test_cancel_leaves_a_form(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/contact", "hello@example.org")
    ana.tap("Leave a message here")
    ana.reads("Write your message")
    ana.ask("/cancel", "I dropped what you had begun")
    ana.ask("/cancel", "There is nothing to cancel")


def test_blocking_ends_the_subscription(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("/digest", "Digest: off")
    ana.tap("Every day")
    ana.sees("every day at 08:00")
    ana.block()
    stage.http.post(f"people/{ana.id}/unblock")
    assert "Digest: off" in words(ana.ask("/digest"))


def as_data(card: dict[str, object]) -> str:
    """What the first button of a card carries."""
    return str(card["reply_markup"]["inline_keyboard"][0][0]["callback_data"])  # type: ignore[index]


def number_line(receipt: dict[str, object]) -> str:
    """The line of a receipt that names the signature's number."""
    return next(line for line in words(receipt).splitlines() if "number" in line)
