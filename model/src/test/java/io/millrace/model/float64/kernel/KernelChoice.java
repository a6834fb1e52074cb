package io.millrace.model.float64.kernel;

/** In double precision there are scalar kernels only. */
final class KernelChoice {
    private KernelChoice() {}

    static Kernels best() {
        return new ScalarKernels();
    }
}
