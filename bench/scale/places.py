"""Where a measurement keeps its archives and indexes, so that the next one need not make them again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from bench.scale import archive
from bot.settings import Settings, load_settings

SEED = 1
_ROOT = Path(__file__).parents[2]
_GLOSSARY = _ROOT / "seeds" / "glossary.toml"
_DONE = "done"


@dataclass(frozen=True, slots=True)
class Places:
    """The folder of all that is measured at one size."""

    work: Path
    paragraphs: int

    @property
    def archive(self) -> Path:
        """The archive, made where it is missing."""
        file = self._folder("seeds") / "archive.jsonl"
        if not file.exists():
            unfinished = file.with_suffix(".part")
            with tqdm(total=self.paragraphs, desc="making the archive up", unit="", mininterval=1) as bar:
                for count in archive.write(self.paragraphs, SEED, unfinished):
                    bar.update(count)
            shutil.copy(_GLOSSARY, file.parent)
            unfinished.replace(file)
        return file

    @property
    def seeds(self) -> Path:
        """The bot's folder of documents, which has nothing but the archive and the glossary."""
        return self.archive.parent

    @property
    def data(self) -> Path:
        """The bot's data folder, its index built where it is missing."""
        folder = self._folder("data")
        if not (folder / _DONE).exists():
            tell(f"building the bot's index of {self.paragraphs:,} paragraphs")
            self.build()
        return folder

    def build(self) -> None:
        """Have the bot read the archive and index it, from nothing, as its command does."""
        folder, seeds = self._folder("data"), self.seeds
        shutil.rmtree(folder)
        run_bot(seeds, folder, "index")
        (folder / _DONE).touch()

    @property
    def glossary(self) -> Path:
        """The glossary."""
        return self.seeds / "glossary.toml"

    @property
    def peers(self) -> Path:
        """The folder of the peers' indexes."""
        return self._folder("peers")

    @property
    def ours(self) -> Path:
        """The folder of an index of ours that was built from parsed paragraphs."""
        return self._folder("ours")

    @property
    def settings(self) -> Settings:
        """What the bot is set to over the archive, its index built where it is missing."""
        return load_settings(environment(self.seeds, self.data), env_file=None)

    @contextmanager
    def copied(self) -> Iterator[Settings]:
        """Give the bot a copy of all that it has, to change it as one likes."""
        seeds, data, parent = self.seeds, self.data, self.work / str(self.paragraphs) / "copy"
        shutil.rmtree(parent, ignore_errors=True)
        # The archive is only read, and copying it would cost as much as what is measured.
        shutil.copytree(seeds, parent / "seeds", copy_function=os.link)
        shutil.copytree(data, parent / "data")
        try:
            yield load_settings(environment(parent / "seeds", parent / "data"), env_file=None)
        finally:
            shutil.rmtree(parent)

    def _folder(self, name: str) -> Path:
        folder = self.work / str(self.paragraphs) / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def environment(seeds: Path, data: Path) -> Mapping[str, str]:
    """Return the bot's settings for two folders."""
    return {"SEEDS_DIR": str(seeds), "DATA_DIR": str(data)}


def run_bot(seeds: Path, data: Path, *arguments: str) -> str:
    """Run a command of the bot to its end and return what it printed. Raises CalledProcessError."""
    variables = {**os.environ, **environment(seeds, data)}
    command = [sys.executable, "bot.py", *arguments]
    done = subprocess.run(command, cwd=_ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def tell(line: str) -> None:
    """Say on standard error what is being done."""
    print(line, file=sys.stderr, flush=True)
