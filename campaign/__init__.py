"""The rules of campaigning, which would be true on any messenger."""
