"""Test vectors: the values, and the HDF5 files that keep them."""
