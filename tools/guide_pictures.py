"""The pictures of the READMEs and of the guide for trainers, taken from the real window.

``python3 -m tools.guide_pictures`` writes them to ``docs/pictures``: Indonesian, 1366x768.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Looks and pictures of the tour, and what they are called in ``docs/pictures``.
PICTURES = {
    "terang-100-05-sebelum-listrik-padam": "exam",
    "terang-100-09-hasil": "result",
    "terang-100-11-pembahasan": "review",
    "terang-100-20-akibat-bergerak": "scenario",
    "terang-100-53-latihan-alasan": "practice",
    "gelap-200-09-hasil": "dark-200",
    "terang-100-30-pelatih-sakelar": "pelatih-sakelar",
    "terang-100-31-pelatih": "pelatih-halaman",
    "terang-100-32-pratinjau": "pelatih-pratinjau",
    "terang-100-34-masalah-tempat": "pelatih-masalah",
    "terang-100-36-terimpor": "pelatih-terimpor",
    "terang-100-37-impor-ulang": "pelatih-impor-ulang",
    "terang-100-38-kolom-kahoot": "pelatih-kolom",
    "terang-100-42-huruf": "pelatih-huruf",
    "terang-100-44-skenario-temuan": "pelatih-skenario",
    "terang-100-45-pustaka-bank": "pelatih-pustaka",
    "terang-100-47-uji-mutu-temuan": "pelatih-uji-mutu",
    "terang-100-48-ekspor": "pelatih-ekspor",
    "terang-100-49-peserta": "pelatih-peserta",
}


def main() -> int:
    """Take the tour in the looks that are wanted and keep the pictures of :data:`PICTURES`."""
    looks = sorted({"-".join(name.split("-")[:2]) for name in PICTURES})
    with tempfile.TemporaryDirectory(prefix="cermin-guide-") as folder:
        command = [sys.executable, "-m", "tools.tour", "--out", folder, "--only", *looks]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return 1
        for name, wanted in PICTURES.items():
            picture = Path(folder) / f"{name}.png"
            (ROOT / "docs" / "pictures" / f"{wanted}.png").write_bytes(picture.read_bytes())
    print(f"{len(PICTURES)} pictures in docs/pictures")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
