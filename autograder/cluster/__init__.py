"""Grades on a cluster of `dask.distributed`: this side asks, the workers' side runs and judges."""
