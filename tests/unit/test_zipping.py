"""The same content is the same zip, and unpacks with the modes it needs."""

from __future__ import annotations

import io
import zipfile

from autograder.zipping import zipped

FILES = {"b/run": b"#!/bin/sh\n", "a.txt": b"text"}


def opened(image: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(image))


def test_the_order_in_which_files_are_given_does_not_show() -> None:
    assert zipped(FILES) == zipped(dict(reversed(FILES.items())))


def test_what_is_zipped_comes_back() -> None:
    with opened(zipped(FILES)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_only_what_is_meant_to_be_run_may_be() -> None:
    with opened(zipped(FILES, executable={"b/run"})) as archive:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
    assert modes == {"a.txt": 0o644, "b/run": 0o755}
