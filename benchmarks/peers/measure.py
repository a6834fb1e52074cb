"""What every peer shares: the process's settings, the timing of a step, and the line that reports it."""

import json
import os
import platform
import statistics
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


def rounds(step, batches, warm_up, count):
    """Seconds per step: the median over `count` rounds of the mean over the batches, every round's mean, and the median of
    the processor time, which other load on the machine lengthens less."""
    for _ in range(warm_up):
        for batch in batches:
            step(batch)
    wall, processor_time = [], []
    for _ in range(count):
        start, used = time.perf_counter(), time.process_time()
        for batch in batches:
            step(batch)
        wall.append((time.perf_counter() - start) / len(batches))
        processor_time.append((time.process_time() - used) / len(batches))
    return {
        "seconds_per_step": statistics.median(wall),
        "rounds": wall,
        "processor_seconds_per_step": statistics.median(processor_time),
    }


def report(line):
    print(json.dumps(line), flush=True)
