"""How far training is, on stderr: a bar on a terminal, a plain line now and then elsewhere."""

import time

__all__ = ["Bar"]

WIDTH = 30
LINE_SECONDS = 10.0  # between plain lines
BAR_SECONDS = 0.1  # between two drawings of the bar


class Bar:
    """Shows one share after the other; a context manager that leaves a clean line behind."""

    def __init__(self, stream):
        self._stream = stream
        self._live = stream.isatty()
        self._last = time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._live:
            self._write("\r\x1b[K")

    def part(self, begin, end):
        """Return what shows a share, from 0 to 1, of the part between `begin` and `end`."""
        return lambda share: self.show(begin + (end - begin) * share)

    def show(self, share):
        """Show that `share` of all training is done, unless that was shown a moment ago."""
        now = time.monotonic()
        if now - self._last < (BAR_SECONDS if self._live else LINE_SECONDS):
            return
        self._last = now
        if self._live:
            full = round(WIDTH * share)
            self._write(f"\rtraining [{'#' * full}{' ' * (WIDTH - full)}] {share:4.0%}")
        else:
            self._write(f"training, {share:.0%} done\n")

    def _write(self, text):
        self._stream.write(text)
        self._stream.flush()
