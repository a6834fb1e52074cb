"""Runs every peer and prints, for each configuration and thread count, the best eager and the best compiled form."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import workload

HERE = pathlib.Path(__file__).parent


def lines_of(script, *arguments):
    """The peer's JSON lines, each shown as it comes; a peer that fails stops the run."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for text in process.stdout:
            line = json.loads(text)
            outcome = line.get("failed") or f"{1000 * line['seconds_per_step']:.1f} ms a step"
            print(f"  {line['variant']}, batch {line.get('batch', 'of the file')}: {outcome}", file=sys.stderr, flush=True)
            yield line
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")


def rate(line):
    return line.get("tokens_per_second") or line.get("examples_per_second")


def summary(name, threads, lines):
    done = [line for line in lines if "failed" not in line]
    for title, chosen in (
        ("best eager", [line for line in done if not line["compiled"]]),
        ("best compiled", [line for line in done if line["compiled"]]),
    ):
        if chosen:
            best = max(chosen, key=rate)
            unit = "tokens/s" if best["model"] == "hstu" else f"examples/s at batch {best['batch']}"
            flops = f", {best['gflop_per_second']:.1f} GFLOP/s" if "gflop_per_second" in best else ""
            print(f"{name:14} {threads} threads  {title:13} {rate(best):10,.0f} {unit}{flops}  ({best['variant']})")


def hstu_files(given, folder):
    """The workload files by name: those given, or generated ones."""
    if given:
        return {pathlib.Path(path).stem: path for path in given}
    for shape in workload.SHAPES:
        workload.generate(shape, os.path.join(folder, f"{shape}.txt"))
    return {shape: os.path.join(folder, f"{shape}.txt") for shape in workload.SHAPES}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hstu", metavar="FILE", action="append", help="a workload file; again for more; generated when absent")
    parser.add_argument("--threads", type=int, action="append", help="again for more; 1 when absent")
    parser.add_argument("--out", metavar="FILE", help="also writes every JSON line here")
    parser.add_argument("--quick", action="store_true", help="few variants and few batches: a trial, no figure")
    options = parser.parse_args()
    short = ["--quick"] if options.quick else []
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for threads in options.threads or [1]:
            for name, path in hstu_files(options.hstu, folder).items():
                few = ["--batches", 1] if options.quick else []
                print(name, file=sys.stderr)
                results[name, threads] = list(lines_of("hstu_peer.py", path, "--threads", threads, *few, *short))
            for size in ("wukong-small", "wukong-large"):
                print(size, file=sys.stderr)
                results[size, threads] = list(lines_of("wukong_peer.py", "--size", size, "--threads", threads, *short))
    everything = [line for lines in results.values() for line in lines]
    if options.out:
        pathlib.Path(options.out).write_text("".join(json.dumps(line) + "\n" for line in everything))
    measured = next(line for line in everything if "failed" not in line)
    for key in ("torch", "processor", "cpu_capability", "blas", "config", "environment"):
        print(f"{key}: {measured[key]}")
    for (name, threads), lines in results.items():
        summary(name, threads, lines)


if __name__ == "__main__":
    main()
