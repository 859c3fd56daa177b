#!/usr/bin/env python3
"""Observes the shards of a run on a Spark cluster and judges them in one place.

    spark-submit Examples/shards_on_spark.py SHARDS FOLDER CAPTURE...

Every worker needs `labtap` in its path (or in $LABTAP) and the captures under the same names. Each
task reads all frames and decodes the flows of its own shard, so decoding is divided and reading is
not: use as many shards as there are tasks that run at once. FOLDER gets a file for each shard, for:

    labtap judge --site site.yaml FOLDER/part-*
"""

import os
import shlex
import sys

from pyspark import SparkContext


def main() -> None:
    shards, folder, captures = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    labtap = os.environ.get("LABTAP", "labtap")
    # A capture that was cut short ends with 3; what could be read was observed, and `judge` says so.
    script = (
        'read -r shard; "$0" replay --quiet --shard "$shard" --observations - "$@";'
        " status=$?; [ $status -eq 3 ] || exit $status"
    )
    command = shlex.join(["sh", "-c", script, labtap, *captures])
    context = SparkContext(appName="labtap")
    numbers = [f"{number}/{shards}" for number in range(1, shards + 1)]
    context.parallelize(numbers, shards).pipe(command, checkCode=True).saveAsTextFile(folder)
    context.stop()


if __name__ == "__main__":
    main()
