package io.millrace.benchmarks.cluster;

import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.View;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** The metrics of the operators that run in this JVM, to be read at any moment. A metric stays when its task has ended. */
public final class JobMetrics implements MetricReporter {
    /** Flink makes reporters itself, by the name of their factory: this is the one it gets. */
    public static final JobMetrics OF_THIS_JVM = new JobMetrics();

    private record Named(String operator, String name, Metric metric) {}

    private final Queue<Named> metrics = new ConcurrentLinkedQueue<>();

    private JobMetrics() {}

    /** Found by Flink as a service. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return OF_THIS_JVM;
        }
    }

    @Override
    public void open(MetricConfig config) {
        // Whoever wants to know asks.
    }

    @Override
    public void close() {
        forget();
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        Map<String, String> variables = group.getAllVariables();
        String operator = variables.get("<operator_name>");
        if (operator != null) {
            metrics.add(new Named(operator, name, metric));
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        // Its last value is still wanted.
    }

    /** Leaves everything known so far out of what follows. */
    public void forget() {
        metrics.clear();
    }

    /** A counter's sum over the subtasks of an operator; 0 before there is one. */
    public long sum(String operator, String counter) {
        return values(operator, counter, metric -> ((Counter) metric).getCount())
                .sum();
    }

    /** A gauge's least value over the subtasks of an operator; {@link Long#MIN_VALUE} before there is one. */
    public long least(String operator, String gauge) {
        return values(operator, gauge, JobMetrics::value).min().orElse(Long.MIN_VALUE);
    }

    /** A gauge's sum over all operators, as it is now, not when Flink looked last. */
    public long sum(String gauge) {
        return metrics.stream()
                .filter(named -> named.name.equals(gauge))
                .mapToLong(named -> {
                    if (named.metric instanceof View view) {
                        view.update();
                    }
                    return value(named.metric);
                })
                .sum();
    }

    /** A gauge's greatest value over all subtasks; 0 before there is one. */
    public long most(String gauge) {
        return metrics.stream()
                .filter(named -> named.name.equals(gauge))
                .mapToLong(named -> value(named.metric))
                .max()
                .orElse(0);
    }

    private LongStream values(String operator, String name, ToLongFunction<Metric> value) {
        return metrics.stream()
                .filter(named -> named.operator.equals(operator) && named.name.equals(name))
                .map(Named::metric)
                .mapToLong(value);
    }

    private static long value(Metric gauge) {
        Object value = ((Gauge<?>) gauge).getValue();
        return value == null ? 0 : ((Number) value).longValue();
    }
}
