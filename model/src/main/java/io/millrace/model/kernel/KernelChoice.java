package io.millrace.model.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for the fastest kernels that can run here. */
final class KernelChoice {
    private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);
    private static final String MODULE = "jdk.incubator.vector";
    private static final String STRIPS = "UseCountedLoopSafepoints";
    private static final String VECTOR = "io.millrace.model.kernel.vector.VectorKernels";

    private KernelChoice() {}

    /** The vector kernels where JVM and machine have what they need, otherwise the scalar ones, with a warning. */
    static Kernels best() {
        warnOfSlowLoops();
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

    /** Without strip mining of counted loops, C2 of JDK 17 spills the registers of a product, which then takes twice as long. */
    private static void warnOfSlowLoops() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm != null && !Boolean.parseBoolean(jvm.getVMOption(STRIPS).getValue())) {
            LOG.warn(
                    "Matrix products take twice as long under this garbage collector: use G1, or start the JVM with"
                            + " -XX:+{} -XX:LoopStripMiningIter=1000",
                    STRIPS);
        }
    }
}
