"""Grade on a cluster of dask-gateway, such as a JupyterHub's.

    python docs/recipes/gateway.py --workers 20 SUBMISSIONS -o OUT

Run it in a terminal of the hub, in the assignment's folder. The image of the cluster's workers must
have the same engine as the hub: docs/recipes/Containerfile, with dask-gateway added. The gateway
gives each cluster certificates of its own; the command reads them from a folder that ends with it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from dask_gateway import Gateway

TLS = "DASK_DISTRIBUTED__COMM__TLS__"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=10)
    asked, grade = parser.parse_known_args()
    with Gateway().new_cluster() as cluster, tempfile.TemporaryDirectory() as folder:
        cluster.scale(asked.workers)
        cert, key = Path(folder, "cert.pem"), Path(folder, "key.pem")
        cert.write_text(cluster.security.tls_cert)
        key.write_text(cluster.security.tls_key)
        settings = {
            "DASK_DISTRIBUTED__CLIENT__PRELOAD": "['dask_gateway']",
            f"{TLS}CA_FILE": str(cert),
            f"{TLS}CLIENT__CERT": str(cert),
            f"{TLS}CLIENT__KEY": str(key),
        }
        options = ["--dask", cluster.scheduler_address, "--dask-wait", "600"]
        command = ["autograder", "grade", *grade, *options]
        sys.exit(subprocess.call(command, env=os.environ | settings))


if __name__ == "__main__":
    main()
