"""Options that window and command line share, wherever they stand among the arguments."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ethics_desktop.i18n import LANGUAGES
from ethics_desktop.paths import is_profile_id


def everywhere_options(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Take ``--data-dir DIR``, ``--profile ID`` and ``--lang id|en`` out of the arguments.

    Returns:
        ``data_dir`` (Path or None), ``profile`` and ``lang`` (or None), and the other arguments in
        order.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--profile", type=_profile)
    parser.add_argument("--lang", choices=LANGUAGES)
    return parser.parse_known_args(list(arguments))


def _profile(text: str) -> str:
    if not is_profile_id(text):
        raise argparse.ArgumentTypeError(f"no name of a profile: {text!r}")
    return text
