#!/bin/sh
# Starts the bot over a copy of seeds/ in $SEEDS_DIR, and adds a document to it half a minute later.
# From the repository, with PLACE an empty folder: judge.py run --start-cmd "$PWD/bench/judge/follow.sh" --cwd "$PWD" \
#   --env SEEDS_DIR="$PLACE/seeds" --env DATA_DIR="$PLACE/data" --script bench/judge/follow.txt
set -eu
mkdir -p "$SEEDS_DIR"
if [ ! -e "$SEEDS_DIR/sources.toml" ]; then
  cp -r seeds/. "$SEEDS_DIR"
  (
    sleep 30
    cat > "$SEEDS_DIR/freight.txt" <<'TEXT'
Freight on the Middle Corridor grows again

Freight on the Middle Corridor rose by 21 per cent to 5.2 million tonnes in the first ten months of the year, the
ministry of transport of Kazakhstan said on Friday. Containers made up a third of it.

The operators of the Middle Corridor agreed in Aktau to publish one tariff for the whole route from January, so that a
shipper no longer has to ask in five countries.
TEXT
  ) >/dev/null 2>&1 &
fi
exec "${PYTHON:-.venv/bin/python}" bot.py run
