"""Building: the index alone from parsed paragraphs, beside the peers; and the whole way from JSON lines."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from bench.scale import ours
from bench.scale.cost import apart, bytes_in, measured
from bench.scale.peers import PEERS, folder_of
from bench.scale.places import Places, tell
from bench.scale.texts import texts
from bench.tables import markdown
from bot.search.kernels import Kernels

HEADER = ("engine", "CPU s", "CPU / tantivy", "wall s", "peak MB", "of these the parsed texts", "bytes a paragraph")


@dataclass(frozen=True, slots=True)
class Built:
    """What building an index took."""

    name: str
    cpu_s: float
    wall_s: float
    peak_mb: float
    before_mb: float
    bytes: int


def build(places: Places, peers: bool, whole: bool) -> str:
    """Return the table."""
    built = []
    for name in PEERS if peers else ():
        tell(f"{name}: building")
        built.append(apart(_peer, name, places.archive, folder_of(name, places.peers)))
    tell("this bot: compiling its loops")
    compiled = apart(_compiled, ours.kernels_of(places.ours / "index"))
    tell("this bot: building from parsed paragraphs")
    built.append(apart(_ours, places.archive, places.ours / "index", places.glossary))
    rows = [*(_row(one, built, places.paragraphs) for one in built), compiled]
    if whole:
        tell("this bot: the whole way")
        rows.append(apart(_whole, places))
    return markdown(HEADER, rows)


def _peer(name: str, archive: Path, folder: Path) -> Built:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    parsed = list(texts(archive))
    with measured() as cost:
        PEERS[name].build(parsed, folder)
    return Built(name, cost.cpu_s, cost.wall_s, cost.peak_mb, cost.before_mb, bytes_in(folder))


def _ours(archive: Path, folder: Path, glossary: Path) -> Built:
    shutil.rmtree(folder, ignore_errors=True)
    building = ours.build(archive, folder, glossary)
    with measured() as cost:
        building()
    size = bytes_in(folder, leave_out=ours.TEXTS)
    return Built("**this bot, index and vocabulary**", cost.cpu_s, cost.wall_s, cost.peak_mb, cost.before_mb, size)


def _compiled(folder: Path) -> list[str]:
    """Compile the loops anew, as happens once on a machine."""
    shutil.rmtree(folder, ignore_errors=True)
    kernels = Kernels(folder)
    with measured() as cost:
        kernels.load()
        kernels.bulk()
    return ["**this bot: compiling its loops, once**", f"{cost.cpu_s:.1f}", "", f"{cost.wall_s:.1f}", "", "", ""]


def _row(one: Built, every: list[Built], paragraphs: int) -> list[str]:
    beside = next((other.cpu_s for other in every if other.name.startswith("tantivy")), None)
    ratio = f"{one.cpu_s / beside:.2f}" if beside else ""
    size = f"{one.bytes / paragraphs:.0f}"
    return [
        one.name, f"{one.cpu_s:.1f}", ratio, f"{one.wall_s:.1f}", f"{one.peak_mb:,.0f}", f"{one.before_mb:,.0f}", size,
    ]  # fmt: skip


def _whole(places: Places) -> list[str]:
    """Measure the command `index` from the archive to the finished index, in processes of its own."""
    with measured() as cost:
        places.build()
    size = bytes_in(places.data) / places.paragraphs
    name = "**this bot, `index`: archive, database, texts, index**"
    return [name, f"{cost.cpu_s:.1f}", "", f"{cost.wall_s:.1f}", f"{_peak_of_children_mb():,.0f}", "", f"{size:.0f}"]


def _peak_of_children_mb() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
