"""Entry point: hands the command line to the composition root."""

import sys

from handlers.app import main

if __name__ == "__main__":
    sys.exit(main())
