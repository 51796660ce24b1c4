"""What a person asked for and cannot have, and can mend: every refusal has a sentence for them."""


class Refusal(Exception):
    """The locale holds its sentence under `refusal.<class name>`; its attributes fill it in."""

    @property
    def values(self) -> dict[str, object]:
        """What the sentence may mention."""
        return dict(vars(self))
