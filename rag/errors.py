"""What can go wrong, said to the user.

    RagError                 every error of this package
    ├── WrongUse             the call or the command is not one that can be carried out (exit 2)
    ├── Unreadable           a file cannot be read as a report
    ├── DataError            the data folder cannot be used
    │   └── Locked           another process writes to it
    ├── ModelError           the embedding model cannot be loaded, or is not the index's
    └── LlmError             the language model failed, or is not set up

Each message is one sentence that says what is wrong and what to do, in Chinese.
"""


class RagError(Exception):
    """Base of all errors; ``str()`` is a sentence for the user."""


class WrongUse(RagError):
    """The call is not one that can be carried out."""


class Unreadable(RagError):
    """A file cannot be read as a report."""


class DataError(RagError):
    """The data folder cannot be used."""


class Locked(DataError):
    """Another process holds the writer's lock."""


class ModelError(RagError):
    """The embedding model cannot be loaded, or another one made the index."""


class LlmError(RagError):
    """The language model failed, or its setting is wrong."""
