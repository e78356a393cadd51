"""Jupyter kernels that no other process can keep from starting.

Jupyter looks for free ports, lets them go, and has the kernel take them a second later. Whatever
else starts on this machine in between may have them by then, and the kernel dies ("Kernel died
before replying to kernel_info"). Sockets that are files in a folder of their own are nobody else's.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient


class FileKernelManager(AsyncKernelManager):
    """A kernel manager whose kernel is reached through files instead of ports."""

    def __init__(self, **settings: Any) -> None:
        # Short, because the name of a socket is at most 107 bytes long.
        self._folder = tempfile.TemporaryDirectory(prefix="kernel-")
        super().__init__(transport="ipc", ip=str(Path(self._folder.name, "k")), **settings)

    def cleanup_ipc_files(self) -> None:
        """Remove the sockets, and their folder with them."""
        super().cleanup_ipc_files()
        self._folder.cleanup()


def use_files() -> None:
    """Have every notebook that this process executes use such a kernel, whoever starts it."""
    create = NotebookClient.create_kernel_manager

    def through_files(client: NotebookClient) -> Any:
        client.kernel_manager_class = FileKernelManager
        return create(client)

    NotebookClient.create_kernel_manager = through_files
