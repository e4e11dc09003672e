"""Fetching a model's archive, checking its sums, and taking out the one file it is needed for."""

from __future__ import annotations

import hashlib
import os
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from maskrcnn.errors import DownloadError
from maskrcnn.files import written_whole

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Archive:
    """A `.tar.gz`, `.zip` or wheel on the web, and the one member of it that is wanted.

    Attributes
    ----------
    url : str
    checksum : str
        Of the archive, for instance `"sha1:f8a9…"`.
    member : str
        The name of the file inside.
    member_bytes : int
    member_sha256 : str
    remedy : str
        How else somebody may come by it.
    """

    url: str
    checksum: str
    member: str
    member_bytes: int
    member_sha256: str
    remedy: str

    def mirrored(self) -> Archive:
        """Return the same archive at the mirror in `$MASKRCNN_MIRROR`, if one is set there."""
        mirror = os.environ.get("MASKRCNN_MIRROR", "").rstrip("/")
        if not mirror:
            return self
        name = self.url.rsplit("/", 1)[1]
        return replace(self, url=f"{mirror}/{name}")


def fetch_member(archive: Archive, target: Path, progressbar: Any = False) -> Path:
    """Download an archive and put its member at `target`, whole or not at all.

    Parameters
    ----------
    archive : Archive
    target : Path
    progressbar : bool or object
        As `pooch.HTTPDownloader` takes it.

    Raises
    ------
    DownloadError
        If the archive cannot be reached, or it or its member is not what it should be.
    """
    archive = archive.mirrored()
    with tempfile.TemporaryDirectory(prefix="maskrcnn-") as folder:
        downloaded = _download(archive, Path(folder), progressbar)
        with written_whole(target) as temporary:
            _extract(archive, downloaded, temporary)
    return target


def _download(archive: Archive, folder: Path, progressbar: Any) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")
    downloader = pooch.HTTPDownloader(progressbar=progressbar, timeout=TIMEOUT_SECONDS)
    try:
        path = pooch.retrieve(
            archive.url, archive.checksum, "archive", folder, downloader=downloader
        )
    except requests.RequestException as error:
        raise DownloadError(
            f"{archive.url}: cannot be downloaded: {type(error).__name__}: "
            f"{archive.remedy}, or set MASKRCNN_MIRROR"
        ) from error
    except ValueError as error:
        raise DownloadError(
            f"{archive.url}: is not the published archive: its checksum should be "
            f"{archive.checksum}: a proxy or mirror gave something else"
        ) from error
    return Path(path)


def _extract(archive: Archive, downloaded: Path, target: Path) -> None:
    try:
        with _member(archive, downloaded) as (content, size):
            if size != archive.member_bytes:
                raise DownloadError(
                    f"{archive.url}: {archive.member} has {size:,} bytes "
                    f"in place of {archive.member_bytes:,}"
                )
            digest = _copy(content, target)
    except (tarfile.TarError, zipfile.BadZipFile, KeyError, EOFError) as error:
        raise DownloadError(f"{archive.url}: holds no {archive.member}: {error}") from error
    if digest != archive.member_sha256:
        raise DownloadError(
            f"{archive.url}: {archive.member} has sha256 {digest} in place of "
            f"{archive.member_sha256}"
        )


@contextmanager
def _member(archive: Archive, downloaded: Path) -> Iterator[tuple[IO[bytes], int]]:
    """Open the member, and tell the size that the archive claims for it."""
    if zipfile.is_zipfile(downloaded):
        with zipfile.ZipFile(downloaded) as zipped, zipped.open(archive.member) as unpacked:
            yield unpacked, zipped.getinfo(archive.member).file_size
        return
    with tarfile.open(downloaded) as tar:
        member = tar.getmember(archive.member)
        content = tar.extractfile(member) if member.isfile() else None
        if content is None:
            raise KeyError(f"{archive.member} is no file")
        yield content, member.size


def _copy(content: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while block := content.read(1 << 20):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()
