"""Measure the bot at any size: `python -m bench.scale COMMAND [--paragraphs N] [--markdown docs/performance.md]`.

Archives and indexes are kept in the folder --work and used again; `build` makes those of the bot and its peers anew.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from bench.scale import archive
from bench.tables import replace_section

if TYPE_CHECKING:
    from bench.scale.places import Places

_SIZES = [10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 640_000, 1_000_000]
_WORK = Path(tempfile.gettempdir()) / "briefings-at-scale"


def _generate(given: argparse.Namespace) -> None:
    with tqdm(total=given.paragraphs, desc="paragraphs", unit="", mininterval=1) as bar:
        for count in archive.write(given.paragraphs, given.seed, given.out):
            bar.update(count)


# What measures the bot is imported late: an archive can be made up where the bot cannot be imported.


def _places(given: argparse.Namespace) -> "Places":
    from bench.scale.places import Places

    return Places(given.work.absolute(), given.paragraphs)


def _search(given: argparse.Namespace) -> str:
    from bench.scale import searching

    return searching.search(_places(given), given.queries, given.budget, not given.no_peers)


def _briefing(given: argparse.Namespace) -> str:
    from bench.scale import briefings

    return briefings.briefing(_places(given), given.queries)


def _fuzzy(given: argparse.Namespace) -> str:
    from bench.scale import misspelling

    return misspelling.fuzzy(_places(given), given.queries)


def _build(given: argparse.Namespace) -> str:
    from bench.scale import building

    return building.build(_places(given), not given.no_peers, not given.index_only)


def _start(given: argparse.Namespace) -> str:
    from bench.scale import starting

    return starting.start(_places(given))


def _add(given: argparse.Namespace) -> str:
    from bench.scale import adding

    return adding.add(_places(given))


def _growth(given: argparse.Namespace) -> str:
    from bench.scale import growing

    return growing.growth(given.work.absolute(), given.sizes, given.queries, given.plot)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=(__doc__ or "").splitlines()[0])
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--work", type=Path, default=_WORK, help=f"where archives and indexes are kept: {_WORK}")
    common.add_argument("--paragraphs", type=int, default=100_000)
    common.add_argument("--markdown", type=Path, help="a document with a marked section for the table")
    common.add_argument("--section", help="its name; the command's by default")
    commands = parser.add_subparsers(dest="command", required=True)
    of_generate = commands.add_parser("generate", help="make an archive up")
    of_generate.add_argument("--paragraphs", type=int, required=True)
    of_generate.add_argument("--out", type=Path, required=True, help="a file of JSON lines")
    of_generate.add_argument("--seed", type=int, default=1)
    of_search = commands.add_parser("search", parents=[common], help="the ten best paragraphs, beside peers")
    of_search.add_argument("--queries", type=int, default=1_000)
    of_search.add_argument("--budget", type=float, default=60.0, help="seconds for each engine at most")
    of_search.add_argument("--no-peers", action="store_true", help="our rows alone")
    of_search.set_defaults(run=_search)
    of_briefing = commands.add_parser("briefing", parents=[common], help="whole answers")
    of_briefing.add_argument("--queries", type=int, default=1_000)
    of_briefing.set_defaults(run=_briefing)
    of_fuzzy = commands.add_parser("fuzzy", parents=[common], help="misspelt topics")
    of_fuzzy.add_argument("--queries", type=int, default=500, help="misspelt names")
    of_fuzzy.set_defaults(run=_fuzzy)
    of_build = commands.add_parser("build", parents=[common], help="making the index, beside peers")
    of_build.add_argument("--no-peers", action="store_true", help="our rows alone")
    of_build.add_argument("--index-only", action="store_true", help="without the whole way from JSON lines")
    of_build.set_defaults(run=_build)
    of_start = commands.add_parser("start", parents=[common], help="process to first answer, and memory")
    of_start.set_defaults(run=_start)
    of_add = commands.add_parser("add", parents=[common], help="100 paragraphs more, changed, removed")
    of_add.set_defaults(run=_add)
    of_growth = commands.add_parser("growth", parents=[common], help="from ten thousand to a million")
    of_growth.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    of_growth.add_argument("--queries", type=int, default=600)
    of_growth.add_argument("--plot", type=Path, help="a PNG")
    of_growth.set_defaults(run=_growth)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line names, print its table, and write it where --markdown says."""
    given = _parser().parse_args(arguments)
    if given.command == "generate":
        _generate(given)
        return 0
    table = given.run(given)
    print(table)
    if given.markdown:
        replace_section(given.markdown, given.section or given.command, table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
