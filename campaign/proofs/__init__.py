"""Proofs: what the ledger says of signatures, signed, and what each signer can hold of it."""
