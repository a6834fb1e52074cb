package io.millrace.pipeline.experiment.ml1m;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingTest {
    private final Map<Run, List<EpochScore>> runs = new LinkedHashMap<>();

    @Test
    void shouldTakeTheLastEpochAndTheOneThatValidationChoseNeverTheBestOnTest() {
        runs.put(run(Protocol.PUBLISHED, 1), rows(new double[3], .5, .9, .6));
        runs.put(run(Protocol.VALIDATED, 1), rows(new double[] {.4, .4, .2}, .55, .8, .7));

        List<Finding> findings = Finding.of(runs);
        assertThat(findings)
                .extracting(finding -> finding.run().protocol() + " " + finding.choice() + " " + finding.epoch() + " "
                        + finding.test().hr10())
                .containsExactly("PUBLISHED LAST 3 0.6", "PUBLISHED VALIDATION 1 0.5", "VALIDATED VALIDATION 1 0.55");
        assertThat(ResultTable.csv(findings))
                .hasSize(4)
                .contains("hstu,position,published,1,last,3,0.6,0.0,0.0,0.0,0.0");
    }

    @Test
    void shouldShowEverySeedTheirMeanAndThePublishedFigures() {
        runs.put(run(Protocol.PUBLISHED, 1), rows(new double[1], .2));
        runs.put(run(Protocol.PUBLISHED, 2), rows(new double[1], .4));
        runs.put(new Run(Contender.POPULARITY, Bias.POSITION, 0, Protocol.PUBLISHED), rows(new double[1], .1));

        List<String> table = ResultTable.markdown(Finding.of(runs));
        assertThat(table)
                .anyMatch(line -> line.startsWith("| hstu | position | all but the last | 1, last | 2 | 0.4000 |"))
                .anyMatch(line -> line.contains("| mean of 2 | 0.3000 ± 0.1414 |"))
                .anyMatch(line -> line.startsWith("| popularity |  | all but the last |  |  | 0.1000 |"))
                .anyMatch(line -> line.contains("the authors' figures | time | all but the last |  |  | 0.3097 |"));
        assertThat(table)
                .filteredOn(line -> line.contains("the authors' figures"))
                .hasSize(1);
    }

    private static Run run(Protocol protocol, long seed) {
        return new Run(Contender.HSTU, Bias.POSITION, seed, protocol);
    }

    private static List<EpochScore> rows(double[] validation, double... test) {
        List<EpochScore> rows = new ArrayList<>();
        for (int i = 0; i < test.length; i++) {
            rows.add(new EpochScore(
                    i + 1, 1, 1, 1, Measures.of(validation[i], 0, 0, 0, 0), Measures.of(test[i], 0, 0, 0, 0)));
        }
        return rows;
    }
}
