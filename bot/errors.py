"""The errors that a person may be told of. Anything else is a defect and goes to the log."""


class BriefingError(Exception):
    """Base of all errors whose cause lies outside the code and that a person can act on."""


class SettingsError(BriefingError):
    """The settings are wrong. `problems` has one sentence a variable, in the order of `.env.example`."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class SeedsMissingError(BriefingError):
    """The folder of documents is not there: unmounted, renamed or mistyped. Not the same as an empty one."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"{folder}: there is no such folder of documents; see SEEDS_DIR")
        self.folder = folder


class NoIndexError(BriefingError):
    """There is no usable index on disk: it was never built, or it is of another version, or damaged."""

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(f"{folder}: {reason}")
        self.folder = folder
        self.reason = reason


class NotOpenError(NoIndexError):
    """The index is being made or opened, and nothing can be answered until that is done."""


class StoreError(BriefingError):
    """The database cannot be used now; `reason` says what is wrong, `advice` what an operator can do."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}: {advice}")
        self.reason = reason
        self.advice = advice
