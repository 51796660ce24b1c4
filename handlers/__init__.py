"""The conversations that a person can have with the bot, and the words it says in them."""
