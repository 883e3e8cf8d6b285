"""Kept for a while for those who know it by this name: ``cermin scenario check PATH``."""

import sys

from ethics_desktop import cli

if __name__ == "__main__":
    sys.exit(cli.main(["scenario", "check", *sys.argv[1:]]))
