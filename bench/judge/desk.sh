#!/bin/sh
# An editor's day, played by the judge: makes what the editor sends, and serves a feed on loopback meanwhile.
# From the repository: JUDGE="python judge.py" bench/judge/desk.sh [the judge's options]
set -eu

if [ "${1-}" = bot ]; then # how the judge starts the bot
  echo start >> "$DESK/starts"
  # At the last of four starts the first of the admins is one no more.
  [ "$(wc -l < "$DESK/starts")" -lt 4 ] || export ADMIN_IDS=1002
  exec "$PYTHON" bot.py run
fi

repository=$PWD
PYTHON=${PYTHON:-$PWD/.venv/bin/python}
DESK=$(mktemp -d)
port=8731 # the script has it in its addresses
export PYTHON DESK
mkdir "$DESK/papers" "$DESK/served"
cp -r seeds "$DESK/seeds"
for name in traversal.zip laughs.docx flate.pdf program.exe; do
  "$PYTHON" -m bench.hostile --make "$name" "$DESK/$name"
done
cp bench/documents/files/page_russian.html bench/documents/files/report_arabic.pdf "$DESK/papers"
cat > "$DESK/tarkhan.txt" <<'TEXT'
Tarkhan Grain Terminal opens

The Tarkhan Grain Terminal opened on the Caspian coast on 4 May 2024 and can load 1.2 million tonnes of wheat a year.

The Tarkhan Grain Terminal cost $48 million, of which the ministry of agriculture paid a third and two traders the rest.

Farmers had asked for the Tarkhan Grain Terminal since the harvest of 2019, when wagons stood at the port for weeks.
TEXT
cat > "$DESK/papers/elevator.md" <<'TEXT'
# An elevator for Zhanakol

The Zhanakol Elevator will hold 60,000 tonnes of barley when its second tower is finished in August, its owner said.

The owner of the Zhanakol Elevator has hired forty people from the town, and pays them 15 per cent more than the railway.
TEXT
(cd "$DESK/papers" && "$PYTHON" -m zipfile -c ../papers.zip elevator.md page_russian.html report_arabic.pdf ../program.exe)
(cd "$DESK" && "$PYTHON" -m zipfile -c only.zip papers/elevator.md)
: > "$DESK/empty.txt"

cat > "$DESK/served/ferry.html" <<'TEXT'
<!doctype html><html lang="en"><head><title>The Balkash Ferry is back</title></head><body><main><article>
<h1>The Balkash Ferry is back</h1>
<p>The Balkash Ferry sails again from this week with room for 220 wagons, after eleven months in the dock at Baku.</p>
<p>The owner of the Balkash Ferry spent $9 million on new engines, which burn a fifth less than the old ones did.</p>
<p>A second Balkash Ferry is being built in Romania, and should be on the Caspian in the spring of next year.</p>
</article></main></body></html>
TEXT
sed 's/Balkash Ferry/Almaly Tunnel/g; s/sails again/is open again/' "$DESK/served/ferry.html" > "$DESK/served/tunnel.html"
cat > "$DESK/served/feed.xml" <<TEXT
<?xml version="1.0"?><rss version="2.0"><channel><title>Ports and Ferries</title><link>http://127.0.0.1:$port/</link>
<description>News</description><item><title>The Balkash Ferry is back</title><guid>ferry</guid>
<link>http://127.0.0.1:$port/ferry.html</link><pubDate>Mon, 06 May 2024 08:00:00 GMT</pubDate>
<description>In short.</description></item></channel></rss>
TEXT

"$PYTHON" -m http.server "$port" --bind 127.0.0.1 --directory "$DESK/served" > "$DESK/served.log" 2>&1 &
server=$!
trap 'kill "$server"; rm -rf "$DESK"' EXIT
cd "$DESK" # where the judge finds the files that the editor sends
$JUDGE run --start-cmd "$repository/bench/judge/desk.sh bot" --cwd "$repository" --env SEEDS_DIR="$DESK/seeds" \
  --env DATA_DIR="$DESK/data" --env ADMIN_IDS=1001,1002 --env FETCH_PRIVATE=true --ready-timeout 60 --max-seconds 1500 \
  --script "$repository/bench/judge/desk.txt" "$@"
