"""Questions about the campaign are known, and no question to the articles is taken for one."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.answers.about import Asked, Topic, asked_about
from campaign.manifest import load

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "answers"

ENGLISH = {
    Topic.COUNT: [
        "How many signed?",
        "how many people have signed so far",
        "How many signatures do you have already?",
        "how many more signatures are needed?",
        "what is the number of signatures",
        "How many people signed the petition?",
    ],
    Topic.UNTIL: [
        "Until when?",
        "until when can I sign",
        "What is the deadline?",
        "when does the petition close?",
        "How long can I sign?",
        "Can I still sign?",
    ],
    Topic.BEHIND: [
        "Who is behind it?",
        "Who's behind this campaign?",
        "who organises this petition",
        "Who runs this bot?",
        "who made you",
    ],
    Topic.DATA: [
        "What happens to my data?",
        "what happens with my personal information",
        "What do you do with my data?",
        "do you sell my data",
        "Who can see my name?",
        "Is my signature public?",
        "is it safe to sign",
        "do you know who I am",
    ],
    Topic.LEAVE: [
        "How do I unsubscribe?",
        "how can I stop getting messages",
        "I want to stop receiving the digest",
        "how do i turn off the updates",
    ],
    Topic.WITHDRAW: ["How do I withdraw my signature?", "can I take my signature back"],
    Topic.ERASE: ["how can I get you to delete my data", "Please erase all my information"],
    Topic.AGE: ["How old do I have to be to sign?", "can minors sign"],
    Topic.ADDRESSEE: ["Who does the petition go to?", "who receives the signatures?"],
    Topic.PURPOSE: ["What does the petition ask for?", "what is the campaign about"],
    Topic.SIGN: ["How do I sign?", "Where can I sign the petition?"],
    Topic.CONTACT: ["how can I talk to the organisers", "Can I contact someone from the team?"],
    Topic.ABILITIES: ["What can you do?", "how does this bot work"],
}
SPANISH = {
    Topic.COUNT: [
        "¿Cuántos han firmado?",
        "cuantas firmas llevan",
        "cuanta gente a firmado",
        "kuantos han firmado?",
        "¿Cuántas personas ya firmaron la petición?",
        "cuántas firmas faltan para la meta",
        "y cuántos firmaron?",
    ],
    Topic.UNTIL: [
        "¿Hasta cuándo?",
        "hasta cuando puedo firmar",
        "¿Cuándo cierra la petición?",
        "¿Cuál es la fecha límite?",
        "todavia puedo firmar?",
        "cuanto tiempo hay pa firmar",
    ],
    Topic.BEHIND: [
        "¿Quién está detrás?",
        "quien esta detras de esto",
        "¿Quiénes están detrás de la campaña?",
        "quien organiza esto",
        "¿Quién hizo este bot?",
        "quienes son ustedes",
    ],
    Topic.DATA: [
        "¿Qué pasa con mis datos?",
        "q pasa con mis datos",
        "que hacen con mi informacion",
        "¿Venden mis datos?",
        "quien puede ver mi nombre",
        "es seguro firmar?",
        "¿Mi firma es pública?",
        "saben quien soy",
    ],
    Topic.LEAVE: [
        "¿Cómo me doy de baja?",
        "como le hago para darme de baja",
        "¿Cómo dejo de recibir mensajes?",
        "como cancelo las novedades",
        "ya no quiero que me manden mensajes",
    ],
    Topic.WITHDRAW: ["¿Cómo retiro mi firma?", "quiero quitar mi firma"],
    Topic.ERASE: ["como le hago pa borrar mis datos", "¿Cómo elimino toda mi información?"],
    Topic.AGE: ["¿Qué edad debo tener para firmar?", "pueden firmar menores de edad"],
    Topic.ADDRESSEE: ["¿A quién va dirigida la petición?", "a quien le van a entregar las firmas"],
    Topic.PURPOSE: ["¿Qué pide la petición?", "de que trata la campaña"],
    Topic.SIGN: ["¿Cómo firmo?", "como le hago para firmar", "dónde puedo firmar la petición"],
    Topic.CONTACT: ["quiero hablar con alguien del equipo", "¿Cómo los contacto?"],
    Topic.ABILITIES: ["¿Qué puedes hacer?", "como funciona este bot"],
}


def cases(topics: dict[Topic, list[str]]) -> list[tuple[str, Topic]]:
    return [(said, topic) for topic, each in topics.items() for said in each]


@pytest.mark.parametrize(("said", "topic"), cases(ENGLISH))
def test_english_questions_about_the_campaign_are_known(said: str, topic: Topic) -> None:
    for language in ("en", "es"):
        assert asked_about(said, language) == Asked(topic, "en")


@pytest.mark.parametrize(("said", "topic"), cases(SPANISH))
def test_spanish_questions_about_the_campaign_are_known(said: str, topic: Topic) -> None:
    for language in ("en", "es"):
        assert asked_about(said, language) == Asked(topic, "es")


@pytest.mark.parametrize(
    "said",
    [
        "How many signed the INE's deals?",
        "Who is behind the gasolinazo bots?",
        "Who created the bots?",
        "What happens to data in Ecuador?",
        "What did the campaign of López Obrador ask for?",
        "Who runs Facebook?",
        "How long would platforms have to remove content?",
        "When does the election end?",
        "How many people work at Google?",
        "¿Quién está detrás de los bots?",
        "¿Cuántos votos juntó López Obrador?",
        "¿Qué empresas firmaron acuerdos con el INE?",
        "¿Quién firmó el acuerdo con Facebook?",
        "¿Cuándo termina el gobierno de Peña Nieto?",
        "¿Qué pasa con los datos en Brasil?",
        "¿Qué pide la iniciativa de la Cámara de Diputados?",
        "¿A quién le entregó sus datos Facebook?",
        "hola",
        "",
        "¿?",
        "campaign " * 40,
    ],
)
def test_what_the_articles_are_asked_is_left_to_them(said: str) -> None:
    assert asked_about(said, "en") is None
    assert asked_about(said, "es") is None


def test_within_a_thread_what_may_point_back_is_left_to_it() -> None:
    for said in ("until when?", "who made it?", "¿hasta cuándo?"):
        assert asked_about(said, "en", in_thread=True) is None
    for said in ("how many signed?", "¿quién está detrás de la campaña?"):
        assert asked_about(said, "en", in_thread=True) is not None


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sample_question_is_taken_for_one_about_the_campaign(language: str) -> None:
    campaign = load(ROOT / "examples" / "free-internet")
    for question in campaign.sample_questions[language]:
        assert asked_about(question, language) is None


def test_no_question_that_the_answers_are_measured_by_is_taken() -> None:
    if not SHARED.is_dir():
        pytest.skip("the questions that answers are measured by lie beside the checkout")
    taken = []
    for path in SHARED.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            taken += [case["question"]] if asked_about(case["question"], case["language"]) else []
    for path in SHARED.glob("*.json"):
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            for paragraph in article["paragraphs"]:
                asked = [each["question"] for each in paragraph["qas"]]
                taken += [each for each in asked if asked_about(each, "es")]
    assert taken == []


@settings(deadline=None)
@given(said=st.text(max_size=200), language=st.sampled_from(["en", "es"]))
def test_any_text_is_read_without_an_error(said: str, language: str) -> None:
    found = asked_about(said, language)
    assert found is None or found.topic in Topic
