package io.millrace.pipeline.experiment.ml1m;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The test of one run at one of its epochs: a line of the results.
 *
 * @param run the run
 * @param choice by which rule the epoch was taken
 * @param epoch which one
 * @param test its measures
 */
record Finding(Run run, Choice choice, int epoch, Measures test) {
    /** Which epoch of a run counts. */
    enum Choice {
        /** The last: fixed before anything was seen. */
        LAST("last"),

        /** The first of those with the highest HR@10 on the item before the last, which that run did not learn from. */
        VALIDATION("best on validation");

        private final String label;

        Choice(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * What is reported of runs: of the published protocol the last epoch, of the validated one the epoch that validation
     * chose, and of the published one that same epoch where both were run with the same seed.
     */
    static List<Finding> of(Map<Run, List<EpochScore>> runs) {
        List<Finding> findings = new ArrayList<>();
        runs.forEach((run, rows) -> {
            if (run.protocol() == Protocol.PUBLISHED || run.contender().recipe().isEmpty()) {
                findings.add(at(run, Choice.LAST, rows.get(rows.size() - 1)));
                return;
            }
            EpochScore best = best(rows);
            findings.add(at(run, Choice.VALIDATION, best));
            Run published = new Run(run.contender(), run.bias(), run.seed(), Protocol.PUBLISHED);
            if (runs.containsKey(published)) {
                findings.add(
                        at(published, Choice.VALIDATION, runs.get(published).get(best.epoch() - 1)));
            }
        });
        findings.sort(Comparator.comparing((Finding finding) -> finding.run.contender())
                .thenComparing(finding -> finding.run.protocol())
                .thenComparing(Finding::choice)
                .thenComparing(finding -> finding.run.seed()));
        return findings;
    }

    private static Finding at(Run run, Choice choice, EpochScore row) {
        return new Finding(run, choice, row.epoch(), row.test());
    }

    private static EpochScore best(List<EpochScore> rows) {
        EpochScore best = rows.get(0);
        for (EpochScore row : rows) {
            if (row.validation().hr10() > best.validation().hr10()) {
                best = row;
            }
        }
        return best;
    }
}
