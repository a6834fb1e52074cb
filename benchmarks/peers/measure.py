"""What every peer shares: the process's settings, its command line, and passes over the batches when asked for."""

import argparse
import json
import os
import platform
import sys
import time

# glibc returns every large block to the system, and PyTorch has no allocator of its own on the CPU: each step would fault
# its activations in again. Keeping them halves a step's time, so PyTorch gets these settings.
ALLOCATOR = {
    "MALLOC_MMAP_THRESHOLD_": str(4 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 30),
    "MALLOC_TOP_PAD_": str(256 << 20),
    "THP_MEM_ALLOC_ENABLE": "1",
}
SHOWN = ("blas", "omp_", "mkl", "malloc", "thp_mem", "dnnl", "kmp")


def keep_memory():
    """Starts this process again with ALLOCATOR set, as glibc reads it only at the start. Call before importing torch."""
    if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ALLOCATOR)


def settings(threads):
    """Sets the threads and returns what a figure depends on: versions, libraries, instruction set, environment."""
    import torch

    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    config = torch.__config__.show()
    wanted = ("Math Kernel", "MKL-DNN", "OpenMP", "CPU capability")
    return {
        "torch": torch.__version__,
        "config": [line.strip(" -") for line in config.splitlines() if any(w in line for w in wanted)],
        "blas": config.split("BLAS_INFO=")[1].split(",")[0] if "BLAS_INFO=" in config else "unknown",
        "cpu_capability": torch.backends.cpu.get_cpu_capability(),
        "processor": processor(),
        "threads": torch.get_num_threads(),
        "environment": {k: v for k, v in sorted(os.environ.items()) if any(s in k.lower() for s in SHOWN)},
    }


def processor():
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def serve(step, batches, work, warm_up):
    """Warms up, says that it is ready, then runs a pass over the batches for every line of the standard input and answers
    with its seconds. Between two passes it is idle."""
    for _ in range(warm_up):
        for batch in batches:
            step(batch)
    report({"ready": True, "work": work})
    for _ in sys.stdin:
        start = time.perf_counter()
        for batch in batches:
            step(batch)
        report({"seconds": time.perf_counter() - start})


def options(description, forms):
    """The command line of a peer, read."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("file", help="a workload file, or with --check the golden values")
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--list", action="store_true", help="name the forms and the settings of the process")
    mode.add_argument("--serve", metavar="FORM", choices=[form.name for form in forms], help="train when asked to")
    mode.add_argument("--check", action="store_true", help="compare with the golden values and leave")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batches", type=int, help="at most so many batches of the file; all when absent")
    parser.add_argument("--warm-up", type=int, default=1, help="passes over the batches before it is ready")
    return parser.parse_args()


def run(options, forms, check, trainer):
    """Does what the options ask for; `trainer` makes, from the options and a form, what `serve` takes."""
    environment = settings(options.threads)
    if options.check:
        result = check(options.file)
        report(result)
        sys.exit(0 if result["passed"] else 1)
    if options.list:
        report({"forms": [form.traits() for form in forms]} | environment)
    else:
        serve(*trainer(options, next(form for form in forms if form.name == options.serve)), options.warm_up)


def report(line):
    print(json.dumps(line), flush=True)
