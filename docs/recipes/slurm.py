"""Grade on workers that dask-jobqueue starts as Slurm jobs.

    python docs/recipes/slurm.py --workers 20 SUBMISSIONS -o OUT

Run it where the queue can be reached, in the assignment's folder. It needs the extra `dask` and
dask-jobqueue, installed at the same path on every node. TLS comes from Dask's configuration
(docs/cluster.md). With --script it prints the job that it would submit, and ends.
"""

import argparse
import subprocess
import sys

import dask.config
from dask_jobqueue import SLURMCluster
from distributed.security import Security

# Dask's watching of itself costs some 4 % of a worker's core.
CALM = [
    "export DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL=1s",
    "export DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=False",
]
LIFETIME = ["--lifetime", "55m", "--lifetime-stagger", "4m"]  # to end before Slurm kills


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=10)
    parser.add_argument("--script", action="store_true")
    asked, grade = parser.parse_known_args()
    has_tls = dask.config.get("distributed.comm.tls.ca-file", None) is not None
    with SLURMCluster(
        cores=1,
        processes=1,
        memory="2GiB",
        walltime="01:00:00",
        protocol="tls://" if has_tls else "tcp://",
        security=Security(require_encryption=True) if has_tls else None,
        worker_extra_args=LIFETIME,
        job_script_prologue=CALM,
        scheduler_options={"dashboard": False},
    ) as cluster:
        if asked.script:
            print(cluster.job_script())
            return
        cluster.scale(asked.workers)  # not adapt(): it would end workers between two batches
        options = ["--dask", cluster.scheduler_address, "--dask-wait", "3600"]
        sys.exit(subprocess.call(["autograder", "grade", *grade, *options]))


if __name__ == "__main__":
    main()
