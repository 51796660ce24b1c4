"""Papers: what is handed to a petition's addressee, as files."""
