package io.millrace.model.kernel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for the fastest kernels that can run here. */
final class KernelChoice {
    private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);
    private static final String MODULE = "jdk.incubator.vector";
    private static final String VECTOR = "io.millrace.model.kernel.vector.VectorKernels";

    private KernelChoice() {}

    /** The vector kernels where JVM and machine have what they need, otherwise the scalar ones, with a warning. */
    static Kernels best() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            LOG.warn("The model runs on scalar loops, many times slower: start the JVM with --add-modules {}", MODULE);
            return new ScalarKernels();
        }
        try {
            return (Kernels) Class.forName(VECTOR).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.warn("The model runs on scalar loops, many times slower: {} does not start", VECTOR, e);
            return new ScalarKernels();
        }
    }
}
