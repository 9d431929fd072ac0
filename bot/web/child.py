"""The process that reads feeds: `python -m bot.web.child ASKED` with the feed on standard input.

Started by `bot.web.apart` and nobody else. It takes its limits upon itself before it reads anything.
"""

import json
import os
import sys

from bot.intake.bounds import OUT_OF_MEMORY, Bounds
from bot.intake.child import take_limits
from bot.web.feeds import NotAFeed, to_json


def main() -> None:
    """Read standard input as the command line says, and write what it is to standard output."""
    asked = json.loads(sys.argv[1])
    take_limits(Bounds(**asked.pop("bounds")))
    body = sys.stdin.buffer.read()
    try:
        from bot.web.parsing import parse

        said = to_json(parse(body, **asked))
    except NotAFeed as error:
        said = to_json(error)
    except RecursionError:
        said = to_json(NotAFeed("it is nested too deeply"))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # with no memory left there is nothing to tidy up with
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
