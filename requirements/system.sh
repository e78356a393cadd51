#!/bin/sh
# Check that this machine has what is needed besides Python packages; install what is missing.
#
#   sh requirements/system.sh python|grading|testing
#
# PYTHON names the interpreter (python3 unless set). Debian's packages are installed with apt-get, by
# root or where sudo asks for no password. Elsewhere one sentence names them, and the exit code is 2.
set -eu
python=${PYTHON:-python3}

case $1 in
  python) needed="python3 python3-venv" wanted="" ;;
  grading) needed="python3 python3-venv libseccomp2" wanted="bubblewrap" ;;
  testing) needed="python3 python3-venv libseccomp2 bubblewrap chromium libatomic1" wanted="" ;;
  *) echo "usage: sh requirements/system.sh python|grading|testing" >&2; exit 2 ;;
esac

stop() { echo "error: $1" >&2; exit 2; }

library() { "$python" -c "from ctypes.util import find_library as f; assert f('$1')"; }

has() { # has PACKAGE: whether what it brings is there, from whatever source
  case $1 in
    python3) command -v "$python" ;;
    python3-venv) "$python" -c 'import ensurepip, venv' ;;
    libseccomp2) library seccomp ;;
    libatomic1) library atomic ;; # for Playwright, which drives Chromium
    bubblewrap) command -v bwrap ;;
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
  esac >/dev/null 2>&1
}

lacking() { # lacking PACKAGE...: those that are not there
  for package; do has "$package" || echo "$package"; done
}

apt() { # another apt-get may be at work
  $as env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 \
    -o Acquire::Retries=1 -o Acquire::http::Timeout=20 "$@"
}

install() { # install PACKAGE...: with apt-get, or say in $advice how a person can
  as="" log=$(mktemp)
  if ! command -v apt-get >/dev/null 2>&1; then
    advice=": install with its package manager what Debian calls $*"
  elif [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
    advice=": run sudo apt-get install $*"
  else
    [ "$(id -u)" = 0 ] || as="sudo -n"
    echo "installing with apt-get: $*"
    # Old or absent lists of packages are fetched anew. A broken source does not stop that.
    { apt install -y "$@" || { apt update; apt install -y "$@"; }; } >"$log" 2>&1 </dev/null ||
      advice=", and apt-get failed ($(grep '^E:' "$log" | tail -n 1)): run apt-get install $*"
  fi
  rm -f "$log"
}

if has python3; then
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Python 3.11 or newer is needed, and $python is $("$python" -V): run make PYTHON=/path/to/python3.11"
elif [ "$python" != python3 ]; then
  stop "there is no $python: install it, or name another with make PYTHON=/path/to/python3.11"
fi

# Names of packages have no spaces, so lists of them are split into words.
missing=$(lacking $needed $wanted)
[ -z "$missing" ] && exit
advice=": $python does not find it, name another with make PYTHON=/path/to/python3.11"
install $missing
missing=$(lacking $needed)
[ -z "$missing" ] || stop "this machine lacks $(echo $missing | sed 's/ /, /g')$advice, then run make again"
[ -z "$(lacking $wanted)" ] ||
  echo "note: bubblewrap is not installed, so submissions will run sealed, and not walled as well"
