package io.millrace.benchmarks.sidebyside;

import io.millrace.model.kernel.Kernels;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What figures depend on besides the code, a line each. */
public final class Environment {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Environment() {}

    /** This JVM's. */
    public static List<String> ours() throws IOException {
        return List.of(
                "processor: " + processor() + ", " + Runtime.getRuntime().availableProcessors() + " to use",
                "JDK: " + System.getProperty("java.vm.name") + ' ' + System.getProperty("java.vm.version"),
                "JVM options: " + ManagementFactory.getRuntimeMXBean().getInputArguments(),
                "collectors: "
                        + ManagementFactory.getGarbageCollectorMXBeans().stream()
                                .map(GarbageCollectorMXBean::getName)
                                .collect(Collectors.joining(", ")),
                "kernels: " + Kernels.BEST.getClass().getSimpleName());
    }

    private static String processor() throws IOException {
        if (!Files.exists(PROCESSORS)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(PROCESSORS).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
