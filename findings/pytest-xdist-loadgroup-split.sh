#!/bin/sh
# pytest-xdist's --dist=loadgroup splits a group over the workers with pytest 9.2.
#
# Seen with pytest-xdist 3.8.0: with pytest 9.1.1 all tests of one xdist_group run in one worker, as
# documented; with pytest 9.2.0 they run in both. Nothing warns and every test still runs, so that
# only tests that share a port or a file begin to fail, now and then.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
cat >"$work/test_group.py" <<'PYTHON'
import os

import pytest


@pytest.mark.parametrize("number", range(8))
@pytest.mark.xdist_group("the port")
def test_it(number, record_property):
    record_property("worker", os.environ["PYTEST_XDIST_WORKER"])
PYTHON
cd "$work"
for version in 9.1.1 9.2.0; do
    venv/bin/pip install --quiet --disable-pip-version-check pytest-xdist==3.8.0 "pytest==$version"
    venv/bin/pytest -q -n2 --dist=loadgroup -p no:cacheprovider --junitxml=report.xml >log 2>&1
    workers=$(grep -o 'name="worker" value="[^"]*"' report.xml | sort -u | wc -l | tr -d ' ')
    echo "pytest $version: 8 tests of one group ran in $workers worker(s)"
done >seen
cat seen
diff - seen <<'EXPECTED'
pytest 9.1.1: 8 tests of one group ran in 1 worker(s)
pytest 9.2.0: 8 tests of one group ran in 2 worker(s)
EXPECTED
