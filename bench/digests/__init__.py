"""What digests and their sending are measured with; `python -m bench.digests` tells what there is."""
