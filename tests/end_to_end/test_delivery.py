"""From the last signature to the addressee's folder, by who may hold it and by nobody else."""

import csv
import io
import zipfile

import httpx

from tests.stage import EMMA, OLIVIA, Stage, labels


def test_a_petition_is_closed_and_handed_over_in_the_chat(own_stage: Stage) -> None:
    ana, lucia = own_stage.newcomer("Ana"), own_stage.newcomer("Lucía", "es")
    ana.ask("/sign")
    ana.tap("Accept and sign as Ana")
    ana.sees("number 1")
    lucia.ask("/sign")
    lucia.tap("Acepto y firmo como Lucía")
    lucia.sees("número 2")

    olivia = own_stage.person(OLIVIA)
    olivia.ask("/deliver", "No petition is closed")
    own_stage.command("petitions", "close", "free-internet")
    olivia.ask("/deliver")
    olivia.tap("For a free internet")
    olivia.sees("2 signatures")
    olivia.tap("Make the file and send it to me")
    message = olivia.reads("2 signatures, 0 public comments")
    olivia.sees("Done: the petition counts as delivered")

    address = f"{own_stage.server.url}/rehearsal/files/{message['document']['file_id']}"
    content = httpx.get(address, trust_env=False).raise_for_status().content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = {name.rsplit("/", 1)[-1] for name in packed.namelist()}
        assert {"petition.es.pdf", "checkpoint.txt", "README.en.txt", "SHA256SUMS"} <= names
        table = packed.read("delivery-free-internet/signatures.csv").decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["number"], row["name"]) for row in rows] == [("1", ""), ("2", "")]

    late = own_stage.newcomer("Late")
    card = late.ask("/start p-free-internet")
    assert not any("Accept" in label for label in labels(card))


def test_nobody_else_is_handed_anything(own_stage: Stage) -> None:
    own_stage.command("petitions", "close", "free-internet")
    emma = own_stage.person(EMMA)
    shown = emma.ask("/deliver", "only for the campaign's team")
    query_id = emma.tap_data(shown["message_id"], "deliver:go:1")
    emma.is_toasted("only for the campaign's team", query_id)
    assert not any("document" in message for message in emma.messages())
