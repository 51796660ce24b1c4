"""`python -m bot` is `pliego`."""

from bot.cli import main

main()
