"""What a user did wrong on the command line, as opposed to what is wrong with an input."""


class WrongUsage(Exception):
    """The call cannot be carried out as asked; the message says why and what would do. The command exits with 2."""
