"""The native package: a bank folder in one ZIP with the checksum of every file.

    integritas-1.2.0.cermin
      manifest.json      format, id and version of the bank, bytes and sha256 of every other file
      bank.json  items/*.json  scenarios/*.json  LICENSE.txt  README.md

A bank of very many items is packed by the thousand, one item a line: ``items/0001.jsonl``.
The same bank gives the same bytes. A package with a file too many, too few or changed is refused;
content that cannot be typed is named in findings, and the rest is read.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path, PurePath

import msgspec

from ethics_desktop import __version__
from ethics_desktop.domain.bank import Bank, Item, canonical
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.pausing import growing, paused_collector
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.watching import Watch, part, unwatched, watched
from ethics_desktop.formats import native, native_scenarios
from ethics_desktop.formats.reading import Draft, ReadResult
from ethics_desktop.formats.safe_zip import SafeZip
from ethics_desktop.whole import whole

FORMAT = "cermin-asn-package"
FORMAT_VERSION = "1.0"
SUFFIXES = (".cermin", ".bank.zip")
MANIFEST = "manifest.json"
#: The signature over the manifest's bytes; it cannot be among the files that the manifest lists.
SIGNATURE = "manifest.json.minisig"
#: Files beside the content, kept by authors for people.
NOTES = ("LICENSE.txt", "README.md")
MAX_MANIFEST_BYTES = 8 << 20
#: A bank of more items is packed in lines, so many a file: an archive has at most 20,000 files.
MOST_FILES = 10_000
LINES_A_FILE = 1_000
_DATE = (1980, 1, 1, 0, 0, 0)


class ManifestFile(msgspec.Struct, frozen=True):
    """A file of the package with the sha256 (hexadecimal) of its bytes."""

    path: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What the package holds."""

    format: str
    format_version: str
    bank_id: str
    bank_version: str
    generator: str = ""
    created: str = ""
    files: tuple[ManifestFile, ...]


def read(path: Path, watch: Watch = unwatched) -> ReadResult:
    """Read and verify a package.

    Raises:
        UserError: as ``safe_zip.SafeZip``; ``package_no_manifest(file)``,
            ``package_manifest_bad(file, reason)``, ``package_too_new(file, version)``,
            ``package_file_missing(file, name)``, ``package_file_unlisted(file, name)``,
            ``package_file_changed(file, name)``; ``bank_head_bad``, ``bank_too_new``.
    """
    with SafeZip(path) as archive:
        manifest, contents = _verified(archive, as_text(path.name), part(watch, 0, 0.4))
    with paused_collector():
        return _typed(as_text(path.name), manifest, contents, part(watch, 0.4, 1))


def _typed(file: str, manifest: Manifest, contents: dict[str, bytes], watch: Watch) -> ReadResult:
    info = native.decode_head(contents.pop("bank.json"), f"{file}/bank.json")
    if (info.id, info.version) != (manifest.bank_id, manifest.bank_version):
        raise UserError("package_manifest_bad", file=file, reason="bankId, bankVersion")
    drafts: list[Draft] = []
    stories: list[Scenario] = []
    findings: list[Finding] = []
    skipped = 0
    with growing(drafts, findings):
        for name, raw in watched(contents.items(), len(contents), watch):
            place = Location(file=name)
            if name.startswith("items/") and name.endswith(".jsonl"):
                for one, found in _lines(raw, place):
                    findings += found
                    skipped += one is None
                    if one is not None:
                        drafts.append(one)
            elif name.startswith("items/"):
                item, found = _item(raw, place)
                findings += found
                skipped += item is None
                if item is not None:
                    drafts.append(Draft(item, msgspec.structs.replace(place, item=item.id)))
            elif name.startswith("scenarios/"):
                story, found = _scenario(raw, name)
                findings += found
                if story is not None:
                    stories.append(story)
            elif name not in NOTES:
                findings.append(Finding("package_file_ignored", Severity.INFO, place))
    return ReadResult(
        info=info,
        drafts=tuple(sorted(drafts, key=lambda draft: draft.item.id)),
        scenarios=tuple(sorted(stories, key=lambda story: story.id)),
        findings=tuple(findings),
        skipped=skipped,
        format="package",
    )


def write(
    bank: Bank, path: Path, scenarios: Iterable[Scenario] = (), watch: Watch = unwatched
) -> tuple[Finding, ...]:
    """Write a package; the file appears whole or not at all.

    Raises:
        UserError: ``file_unwritable(file, reason)``.
    """
    contents = {"bank.json": native.encoded(bank.info)}
    contents |= _item_files(bank.items, part(watch, 0, 0.1))
    contents |= {f"scenarios/{story.id}.json": native.encoded(story) for story in scenarios}
    raw = packed(bank, contents, part(watch, 0.1, 1))
    watch(1)
    write_whole(path, raw)
    return ()


def _item_files(items: Sequence[Item], watch: Watch) -> dict[str, bytes]:
    if len(items) <= MOST_FILES:
        every = watched(items, len(items), watch)
        return {f"items/{item.id}.json": native.encoded(item) for item in every}
    starts = range(0, len(items), LINES_A_FILE)
    return {
        f"items/{start // LINES_A_FILE + 1:04d}.jsonl": b"".join(
            canonical(item) + b"\n" for item in items[start : start + LINES_A_FILE]
        )
        for start in watched(starts, len(starts), watch)
    }


def packed(bank: Bank, contents: Mapping[str, bytes], watch: Watch = unwatched) -> bytes:
    """Return the bytes of a package with these files; the manifest is made."""
    manifest = Manifest(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        bank_id=bank.info.id,
        bank_version=bank.info.version,
        generator=f"Cermin ASN {__version__}",
        created=bank.info.created or "",
        files=tuple(
            ManifestFile(name, len(raw), hashlib.sha256(raw).hexdigest())
            for name, raw in sorted(contents.items())
        ),
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        files = ((MANIFEST, native.encoded(manifest)), *sorted(contents.items()))
        for name, raw in watched(files, len(files), watch):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, raw, compresslevel=6)
    return buffer.getvalue()


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file so that it is there as a whole or as it was.

    Raises:
        UserError: ``file_unwritable(file, reason)``.
    """
    try:
        with whole(path) as fresh:
            fresh.write_bytes(raw)
    except OSError as error:
        raise UserError("file_unwritable", file=str(path), reason=error.strerror or "") from error


def _verified(archive: SafeZip, file: str, watch: Watch) -> tuple[Manifest, dict[str, bytes]]:
    """Return the manifest and every file that it lists, bank.json among them."""
    names = set(archive.names)
    if MANIFEST not in names:
        raise UserError("package_no_manifest", file=file)
    manifest = _manifest(archive.read(MANIFEST, MAX_MANIFEST_BYTES), file)
    listed = [one.path for one in manifest.files]
    if len(set(listed)) != len(listed):
        raise UserError("package_manifest_bad", file=file, reason="files")
    for name in (*listed, "bank.json"):
        if name not in names:
            raise UserError("package_file_missing", file=file, name=name)
    for name in sorted(names - set(listed) - {MANIFEST, SIGNATURE}) or (
        ["bank.json"] if "bank.json" not in listed else []
    ):
        raise UserError("package_file_unlisted", file=file, name=name)
    contents: dict[str, bytes] = {}
    for one in watched(manifest.files, len(manifest.files), watch):
        raw = archive.read(one.path)
        if len(raw) != one.bytes or hashlib.sha256(raw).hexdigest() != one.sha256.lower():
            raise UserError("package_file_changed", file=file, name=one.path)
        contents[one.path] = raw
    return manifest, contents


def _manifest(raw: bytes, file: str) -> Manifest:
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UserError("package_manifest_bad", file=file, reason=str(error)) from error
    if manifest.format != FORMAT:
        raise UserError("package_manifest_bad", file=file, reason=f"format {manifest.format!r}")
    if not manifest.format_version.startswith("1."):
        raise UserError("package_too_new", file=file, version=manifest.format_version)
    return manifest


def _item(raw: bytes, place: Location) -> tuple[Item | None, list[Finding]]:
    if len(raw) > native.MAX_ITEM_BYTES:
        return None, [Finding("file_too_large", Severity.ERROR, place)]
    return native.decode_item(raw, place)


def _lines(raw: bytes, place: Location) -> Iterator[tuple[Draft | None, list[Finding]]]:
    """Type the items of a file with one item a line; empty lines are passed over."""
    for number, line in enumerate(raw.split(b"\n"), 1):
        if not line.strip():
            continue
        if len(line) > native.MAX_ITEM_BYTES:
            where = msgspec.structs.replace(place, line=number)
            yield None, [Finding("file_too_large", Severity.ERROR, where)]
            continue
        item, found = native.typed_item(line, place, number)
        if item is None:
            yield None, found
        else:
            yield Draft(item, Location(file=place.file, item=item.id, line=number)), found


def _scenario(raw: bytes, name: str) -> tuple[Scenario | None, list[Finding]]:
    if len(raw) > native_scenarios.MAX_SCENARIO_BYTES:
        return None, [Finding("file_too_large", Severity.ERROR, Location(file=name))]
    story, found = native_scenarios.decode_scenario(raw, name)
    if story is not None and PurePath(name).stem != story.id:
        place = Location(file=name, item=story.id)
        found = (*found, Finding("file_name_not_id", Severity.WARNING, place, {"id": story.id}))
    return story, list(found)
