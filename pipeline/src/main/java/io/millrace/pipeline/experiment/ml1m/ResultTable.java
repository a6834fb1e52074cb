package io.millrace.pipeline.experiment.ml1m;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Findings as Markdown and as CSV. */
final class ResultTable {
    private ResultTable() {}

    /** A line for every finding, one for the mean where there are several seeds, and the published figures. */
    static List<String> markdown(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        lines.add("| model | bias | learnt from | epoch | seed | HR@10 | HR@50 | HR@200 | NDCG@10 | NDCG@200 |");
        lines.add("|---|---|---|---|---|---:|---:|---:|---:|---:|");
        groups(findings).values().forEach(group -> lines.addAll(markdownOf(group)));
        Arrays.stream(Contender.values())
                .filter(contender ->
                        findings.stream().anyMatch(finding -> finding.run().contender() == contender))
                .forEach(contender -> contender
                        .published()
                        .ifPresent(figures -> lines.add(line(
                                contender.label() + ", the authors' figures",
                                contender.knowsTimes() ? Bias.TIME.label() : "",
                                "all but the last",
                                "",
                                "",
                                cells(figures)))));
        return lines;
    }

    private static Map<List<Object>, List<Finding>> groups(List<Finding> findings) {
        return findings.stream()
                .collect(Collectors.groupingBy(
                        finding ->
                                List.of(finding.run().contender(), finding.run().protocol(), finding.choice()),
                        LinkedHashMap::new,
                        Collectors.toList()));
    }

    private static List<String> markdownOf(List<Finding> group) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : group) {
            Run run = finding.run();
            boolean trained = run.contender().recipe().isPresent();
            lines.add(line(
                    run.contender().label(),
                    bias(run),
                    learntFrom(run),
                    trained ? finding.epoch() + ", " + finding.choice().label() : "",
                    trained ? Long.toString(run.seed()) : "",
                    cells(finding.test())));
        }
        if (group.size() > 1) {
            lines.add(meanOf(group));
        }
        return lines;
    }

    private static String meanOf(List<Finding> group) {
        List<Measures> tests = group.stream().map(Finding::test).toList();
        List<Double> means = Measures.mean(tests).values();
        List<Double> deviations = Measures.deviation(tests).values();
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < means.size(); i++) {
            cells.add(String.format(Locale.ROOT, "%.4f ± %.4f", means.get(i), deviations.get(i)));
        }
        Finding first = group.get(0);
        return line(
                "**" + first.run().contender().label() + "**",
                bias(first.run()),
                learntFrom(first.run()),
                first.choice().label(),
                "mean of " + group.size(),
                cells);
    }

    private static String bias(Run run) {
        return run.contender().knowsTimes() ? run.bias().label() : "";
    }

    private static String learntFrom(Run run) {
        return run.protocol() == Protocol.PUBLISHED ? "all but the last" : "all but the last two";
    }

    private static List<String> cells(Measures measures) {
        return measures.values().stream()
                .map(value -> String.format(Locale.ROOT, "%.4f", value))
                .toList();
    }

    private static String line(
            String model, String bias, String learntFrom, String epoch, String seed, List<String> measures) {
        return "| " + String.join(" | ", model, bias, learntFrom, epoch, seed, String.join(" | ", measures)) + " |";
    }

    /** A header and a line for every finding. */
    static List<String> csv(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        lines.add("model,bias,protocol,seed,choice,epoch," + String.join(",", Measures.NAMES));
        for (Finding finding : findings) {
            Run run = finding.run();
            String measures = finding.test().values().stream()
                    .map(value -> Double.toString(value))
                    .collect(Collectors.joining(","));
            lines.add(String.join(
                    ",",
                    run.contender().label(),
                    run.bias().label(),
                    run.protocol().label(),
                    Long.toString(run.seed()),
                    finding.choice().label(),
                    Integer.toString(finding.epoch()),
                    measures));
        }
        return lines;
    }
}
