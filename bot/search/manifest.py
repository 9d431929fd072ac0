"""The manifest of an index: its format, its segments and what tells its files from damaged ones."""

import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.errors import NoIndexError
from bot.search.arrays import Seal

FORMAT = 6  # raise it whenever files, analysis or weights change meaning: an index of another format is rebuilt

_MANIFEST = "manifest.json"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the index in a folder. Raises NoIndexError."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise NoIndexError(str(folder), f"the index is of format {manifest['format']}, not {FORMAT}")
        checksum = manifest.pop("checksum")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoIndexError(str(folder), "there is no index, or it is damaged") from error
    if checksum != _checksum(manifest):
        raise NoIndexError(str(folder), f"{_MANIFEST} is not as it was when written")
    return dict(manifest)


def write_manifest(
    folder: Path, fingerprint: str, languages: Mapping[str, int], segments: Sequence[str], seals: Mapping[str, Seal]
) -> None:
    """Write the manifest of an index of such segments and files into its folder."""
    manifest = {
        "format": FORMAT,
        "fingerprint": fingerprint,
        "languages": dict(sorted(languages.items())),
        "segments": segments,
        "files": seals,
    }
    whole = {**manifest, "checksum": _checksum(json.loads(json.dumps(manifest)))}
    (folder / _MANIFEST).write_text(json.dumps(whole, indent=1), encoding="utf-8")


def _checksum(manifest: Mapping[str, object]) -> int:
    return zlib.crc32(json.dumps(manifest, sort_keys=True).encode())
