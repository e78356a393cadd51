"""The trusted side of a run: sends inputs and source across the wall, decodes what comes back."""
