#!/bin/bash
# Gradescope runs this once, when it builds the image.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
cd "$root/source"

# The newest Python that is there or can be had; 3.11 is the oldest that will do.
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
python=""
for version in 3.13 3.12 3.11; do
  if command -v "python$version" >/dev/null || apt-cache show "python$version-venv" >/dev/null 2>&1; then
    apt-get install -qq -y "python$version" "python$version-venv" && python="python$version" && break
  fi
done
if [ -z "$python" ]; then
  echo "error: this image has no Python 3.11 or newer: choose Ubuntu 22.04 or newer as the base image" >&2
  exit 1
fi
apt-get install -qq -y libseccomp2

"$python" -m venv "$root/venv"
"$root"/venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
"$root"/venv/bin/pip install --quiet --disable-pip-version-check --no-deps ./vectorgrade-*.whl
if [ -s packages.txt ]; then # what submissions may import beside NumPy, with all that it requires
  "$root"/venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r packages.txt
fi

# Hidden vectors and rules, and results, are the grader's alone; students' code runs as another user.
chmod -R go= assignment
chmod o= .
"$root"/venv/bin/autograder doctor
