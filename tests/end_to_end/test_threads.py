"""One question after another: follow-ups, the campaign's own words, and the other language."""

from tests.stage import Person, Stage, buttons, labels, words


def test_a_follow_up_is_understood_and_says_how(stage: Stage) -> None:
    pepe = stage.newcomer("Pepe", "es")
    pepe.ask("¿Contra quién perdió López Obrador en 2012?", "Peña Nieto")
    followed = words(pepe.ask("¿y en 2006?"))
    assert "¿Contra quién perdió López Obrador en 2006?" in followed
    assert "uno por ciento" in followed
    reason = words(pepe.ask("¿y por qué?"))
    assert reason.startswith("Entiendo que preguntas: ¿Por qué? (¿Contra quién perdió")


def test_more_reads_on_from_the_quote(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.ask("Who created the gasolinazo bots?")
    ana.ask("Tell me more", "Part 2 of 2")


def test_a_restart_and_forgetting_cut_a_thread(own_stage: Stage) -> None:
    ana, pepe = own_stage.newcomer("Ana"), own_stage.newcomer("Pepe")
    ana.ask("Who created the gasolinazo bots?")
    ana.ask("/forget")
    ana.tap("Yes, erase everything")
    ana.sees("nothing is kept")
    assert "I take it" not in words(ana.ask("and in Brazil?"))
    pepe.ask("Who created the gasolinazo bots?")
    own_stage.restart()
    assert "I take it" not in words(pepe.ask("and in Brazil?"))
    assert "gasolinazo" not in own_stage.said()


def test_nobody_follows_up_anothers_question(stage: Stage) -> None:
    ana, eva = stage.newcomer("Ana"), stage.newcomer("Eva")
    ana.ask("Who created the gasolinazo bots?")
    assert "I take it" not in words(eva.ask("and in Brazil?"))


def test_questions_about_the_campaign_get_its_own_words(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    for asked, told, button in (
        ("How many people have signed?", "the goal is 1,000", "Read and sign the petition"),
        ("Until when?", "no closing date", "Read and sign the petition"),
        ("Who is behind it?", "Red por un internet libre, A. C.", "Leave a message here"),
        ("What happens to my data?", "Nothing is kept before you tap", "Erase my data"),
        ("How do I unsubscribe?", "has a button to stop them", "No more updates"),
        ("Can I take my signature back?", "Withdraw", "Open my signature"),
        ("How old do I have to be to sign?", "at least 16 years old", "Read and sign the petition"),
        ("Who does the petition go to?", "It goes to", "Read and sign the petition"),
    ):
        answer = ana.ask(asked, told)
        assert words(answer).startswith("In the campaign’s own words"), asked
        assert button in labels(answer), asked


def test_they_are_told_in_spanish_as_well(stage: Stage) -> None:
    pepe = stage.newcomer("Pepe", "es")
    for asked, told in (
        ("cuantas firmas llevan", "la meta es 1,000"),
        ("¿Hasta cuándo?", "No tiene fecha de cierre"),
        ("quien esta detras de esto", "Responsable de tus datos"),
        ("q pasa con mis datos", "No se guarda nada antes"),
        ("cómo me doy de baja", "Solo te escribo si tú lo activaste"),
    ):
        assert words(pepe.ask(asked, told)).startswith("En palabras de la campaña"), asked
    assert "Acepto y firmo como Pepe" in labels(pepe.ask("¿Cómo le hago para firmar?"))
    pepe.ask("¿Cómo hago para borrar mis datos?", "¿Borro todo")


def test_a_tap_below_the_campaigns_words_leads_on(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    ana.tap("Read and sign the petition", ana.ask("How many signed?"))
    ana.sees("Nothing is kept until you tap")


def test_what_was_meant_is_what_the_organisers_get(stage: Stage, olivia: Person) -> None:
    olivia.say("/start")
    ana = stage.newcomer("Ana")
    ana.ask("Will there be a march in Oaxaca on Sunday?", "do not answer")
    ana.ask("And in Puebla?", "do not answer")
    ana.tap("Pass it on")
    olivia.sees("Will there be a march in Puebla on Sunday?")


def test_ask_is_a_command_too(stage: Stage) -> None:
    ana = stage.newcomer("Ana")
    assert "bots" in words(ana.ask("/ask Who created the gasolinazo bots?"))
    ana.ask("/ask", "Which companies made deals with the INE?")


def test_a_passage_is_shown_as_the_translation_has_it(stage: Stage) -> None:
    pepe = stage.newcomer("Pepe", "es")
    english = (
        "In 2012, López Obrador lost the presidential election to Enrique Peña Nieto, who was "
        "still president when the article came out."
    )
    answer = pepe.ask("Who did López Obrador lose to in 2012?", english)
    article = str(buttons(answer)[0]["callback_data"]).split(":")[2]
    text = stage.command("articles", "show", article, "--text").stdout
    start = text.index(english)
    data = f"ask:own:{article}:{start}:{start + len(english)}:es"
    pepe.tap_data(answer["message_id"], data)
    translated = pepe.reads("En 2012, López Obrador perdió la elección presidencial contra")
    assert labels(translated) == ["Seguir leyendo"]


def test_a_passage_that_no_translation_has_is_gone(stage: Stage) -> None:
    pepe = stage.newcomer("Pepe", "es")
    pepe.ask("Who created the gasolinazo bots?")
    for data in ("ask:own:1:99999999:9:es", "ask:own:1:0:9:fr", "ask:own:999999:0:9:es"):
        assert pepe.is_toasted("artículo", pepe.tap_data(2, data))
