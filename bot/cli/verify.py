"""`pliego verify`: what a receipt proves, told offline and without a database."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from campaign.proofs.leaf import Kind
from campaign.proofs.note import BadKey, Checkpoint, VerifierKey
from campaign.proofs.receipt import BadReceipt
from campaign.proofs.verifying import Event, Verified
from campaign.proofs.verifying import verify as verified

_HAPPENED = {
    Kind.SIGNED: "signed",
    Kind.CHANGED: "changed what it says",
    Kind.WITHDRAWN: "withdrawn by its signer",
    Kind.INVALIDATED: "set aside by the campaign",
    Kind.RESTORED: "restored by the campaign",
}


def verify(
    receipt: Annotated[
        Path, typer.Argument(help="The receipt's file.", exists=True, dir_okay=False)
    ],
    key: Annotated[str, typer.Option(help="The campaign's verifier key: name+hash+key.")],
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="A checkpoint that the campaign published.", exists=True, dir_okay=False),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(help="An older checkpoint, which you kept.", exists=True, dir_okay=False),
    ] = None,
    leaves: Annotated[
        Path | None,
        typer.Option(
            help="The public list, to count and hash it anew.", exists=True, dir_okay=False
        ),
    ] = None,
) -> None:
    """Say what a receipt proves, and what it does not; exit 1 if it proves nothing."""
    try:
        with ExitStack() as files:
            found = verified(
                receipt.read_bytes(),
                VerifierKey.parse(key.strip()),
                published=_note(checkpoint),
                since=_note(since),
                leaves=None if leaves is None else files.enter_context(leaves.open("rb")),
            )
    except (BadKey, BadReceipt) as problem:
        typer.echo(f"Not verified. {problem}", err=True)
        raise typer.Exit(1) from None
    typer.echo("\n".join(_told(found)))


def _note(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadReceipt(f"{file} is no checkpoint.") from None
    # It was copied from a chat, perhaps: how its lines end is not the campaign's doing.
    return text.replace("\r\n", "\n").strip("\n") + "\n"


def _told(found: Verified) -> Iterator[str]:
    checkpoint = found.checkpoint
    yield f"Verified: the receipt of signature {found.number} of {found.slug}."
    yield ""
    yield f"It proves, to whoever trusts that the key is that of {checkpoint.origin}:"
    yield f"- This was entered in the ledger, and stands there as of {_when(checkpoint.at)}:"
    for event in found.events:
        yield f"  - {_event(event)}"
    yield f"- {_signed(checkpoint)}"
    if found.published is not None:
        yield f"- The checkpoint that was published {_over(found.published)} is of the same list."
    if found.since is not None:
        yield (
            f"- The list was never rewritten since the checkpoint {_over(found.since)}: it was "
            "only added to."
        )
    if found.recounted:
        yield (
            "- The public list that you gave is the list that was signed, and the signed counts "
            "follow from it."
        )
    yield ""
    yield "It does not prove"
    limits = list(_limits(found))
    for limit in limits:
        yield f"- {limit}{'.' if limit is limits[-1] else ';'}"


def _limits(found: Verified) -> Iterator[str]:
    yield "that the signature was not withdrawn or set aside after that moment"
    yield "that the signers are different people, or that they exist"
    if found.since is None:
        yield "that nothing was rewritten before: give an older checkpoint with --since"
    if found.published is None:
        yield (
            "that others are shown the same list: give a checkpoint that the campaign published, "
            "with --checkpoint"
        )
    yield "who signed: it names nobody, and whoever holds the file can show it"


def _event(event: Event) -> str:
    happened = _HAPPENED[event.kind]
    if event.kind is Kind.SIGNED:
        happened += f', under version {event.version} of the text in "{event.language}"'
    return f"{_when(event.at)}: {happened} (line {event.index + 1} of the list)"


def _signed(checkpoint: Checkpoint) -> str:
    counts = ", ".join(f"{count} for {slug}" for slug, count in sorted(checkpoint.counts.items()))
    return f"The campaign signed that list {_over(checkpoint)}, and these counts with it: {counts}."


def _over(checkpoint: Checkpoint) -> str:
    return f"over {checkpoint.size} entries at {_when(checkpoint.at)}"


def _when(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")
