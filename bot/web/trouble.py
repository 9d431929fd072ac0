"""What can be wrong with an address of the web, in words for an editor."""

from enum import StrEnum

from bot.errors import BriefingError

_LONGEST = 200  # characters of an address that are repeated


class Trouble(StrEnum):
    """Why nothing was fetched. The value completes the sentence "ADDRESS ..."; `{}` is the error's fact."""

    NO_ADDRESS = "is no address of a web page: it should begin with http:// or https://"
    SECRETS = "holds a user name or a password: send the address without"
    PORT = "names port {}, and pages are read from the usual ones only, 80 and 443; see FETCH_PRIVATE"
    NOT_PUBLIC = "leads to {}, which is no public address; see FETCH_PRIVATE"
    UNKNOWN_HOST = "names a host that is not known: {}"
    UNREACHABLE = "cannot be reached: the host does not answer"
    TLS = "has no valid certificate: {}"
    TOO_SLOW = "was not fetched within {} seconds"
    TOO_LARGE = "is too large: over {} bytes"
    TYPE = "is {}, which cannot be read"
    STATUS = "is refused by its host: status {}"
    REDIRECTS = "leads from one address to the next more than {} times"
    GARBLED = "gets an answer that breaks the rules of the web: {}"
    HELD = "is on a host that asked for patience"
    ROBOTS = "is not for programs, its host says (robots.txt)"
    NO_FEED = "is no feed, and the page names none: {}"


class FetchError(BriefingError):
    """Something of the web was not fetched. `url` is as far as it came, `fact` what `trouble` is about."""

    def __init__(
        self, trouble: Trouble, url: str, fact: str = "", *, status: int = 0, retry_after_s: float | None = None
    ) -> None:
        """Keep the facts: `status` of HTTP, 0 without an answer; `retry_after_s` if the host asked for patience."""
        shown = url if len(url) <= _LONGEST else f"{url[:_LONGEST]}…"
        super().__init__(f"{shown} {trouble.value.format(fact)}")
        self.trouble = trouble
        self.url = shown
        self.fact = fact
        self.status = status
        self.retry_after_s = retry_after_s
