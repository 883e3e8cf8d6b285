"""The pictures of the guide for trainers, taken from the real window.

``python3 -m tools.guide_pictures`` writes them to ``docs/pictures``: light, Indonesian, 1366x768.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOK = "terang-100"
#: Pictures of the tour, and what they are called in the guide.
PICTURES = {
    "30-pelatih-sakelar": "pelatih-sakelar",
    "31-pelatih": "pelatih-halaman",
    "32-pratinjau": "pelatih-pratinjau",
    "34-masalah-tempat": "pelatih-masalah",
    "36-terimpor": "pelatih-terimpor",
    "37-impor-ulang": "pelatih-impor-ulang",
    "38-kolom-kahoot": "pelatih-kolom",
    "42-huruf": "pelatih-huruf",
    "44-skenario-temuan": "pelatih-skenario",
    "45-pustaka-bank": "pelatih-pustaka",
    "47-uji-mutu-temuan": "pelatih-uji-mutu",
    "48-ekspor": "pelatih-ekspor",
    "49-peserta": "pelatih-peserta",
}


def main() -> int:
    """Run the trainers' part of the tour and keep what the guide shows."""
    with tempfile.TemporaryDirectory(prefix="cermin-guide-") as folder:
        command = [sys.executable, "-m", "tools.tour", "--out", folder, "--only", LOOK, "--banks"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return 1
        for name, wanted in PICTURES.items():
            picture = Path(folder) / f"{LOOK}-{name}.png"
            (ROOT / "docs" / "pictures" / f"{wanted}.png").write_bytes(picture.read_bytes())
    print(f"{len(PICTURES)} pictures in docs/pictures")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
