"""What a reader is asked to do, as one argument of its command line."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.corpus.sources import Facts
from bot.intake.bounds import BOUNDS, Bounds


@dataclass(frozen=True, slots=True)
class Request:
    """One file to be read under a name; of a zip, without its first `skip` files."""

    path: Path
    name: str
    facts: Facts = Facts()  # noqa: RUF009 - frozen
    bounds: Bounds = BOUNDS
    skip: int = 0

    def to_json(self) -> str:
        """Return the request as ASCII, as a name may hold what no command line takes, with an absolute path."""
        return json.dumps({**asdict(self), "path": str(self.path.absolute())})

    @classmethod
    def from_json(cls, text: str) -> "Request":
        """Return the request that `to_json` wrote."""
        row = json.loads(text)
        return cls(Path(row["path"]), row["name"], Facts(**row["facts"]), Bounds(**row["bounds"]), row["skip"])
