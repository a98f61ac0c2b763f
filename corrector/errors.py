"""The one exception family: every error says what went wrong, where, and what to do."""


class CorrectorError(Exception):
    """Base of every error that a user may see; the command line prints it without a traceback."""


class ConfigError(CorrectorError):
    """A setting, option or names file is wrong (exit code 2)."""


class InputError(CorrectorError):
    """An input cannot be read, decoded or parsed (exit code 3)."""


class OutputError(CorrectorError):
    """A result cannot be written; the original is as it was (exit code 3)."""


class DataError(CorrectorError):
    """A data file of the package (gazetteer, lexicon, model) is missing, damaged or does not validate."""
