package io.millrace.pipeline.backfill;

import io.millrace.pipeline.config.ConfigException;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.eventfile.EventFileException;
import io.millrace.pipeline.eventfile.EventFileSeries;
import java.time.Duration;
import java.util.Optional;

/**
 * The history that a job takes from files.
 *
 * @param files what it reads
 * @param border where the topic takes over
 * @param bounded whether there is no topic behind the files, and the job ends with them
 */
public record Backfill(EventFileSeries files, Border border, boolean bounded) {
    /** The greatest watermark of the files, milliseconds: with nothing behind them there is no border to respect. */
    public long lastWatermark() {
        return bounded ? Long.MAX_VALUE : border.lastWatermark();
    }

    /**
     * What the options say; empty for a job that reads the topic only.
     *
     * @throws ConfigException if the options do not go together
     * @throws EventFileException if the files are not there or not whole
     */
    public static Optional<Backfill> of(MillraceConfig config) {
        String folder = config.get(MillraceOptions.BACKFILL);
        boolean bounded = config.get(MillraceOptions.BOUNDED);
        if (folder == null) {
            if (bounded) {
                throw new ConfigException(MillraceOptions.BOUNDED.key() + " needs files to end with: name their folder"
                        + " with " + MillraceOptions.BACKFILL.key());
            }
            return Optional.empty();
        }
        Duration overlap = config.get(MillraceOptions.OVERLAP);
        Duration remembered = config.get(MillraceOptions.DEDUPLICATION);
        if (overlap.compareTo(remembered) > 0) {
            throw new ConfigException(MillraceOptions.OVERLAP.key() + " is " + overlap + ", more than "
                    + MillraceOptions.DEDUPLICATION.key() + ", " + remembered
                    + ": what is older would not be known again");
        }
        EventFileSeries files = EventFileSeries.open(folder);
        return Optional.of(new Backfill(files, new Border(files.lastTime(), overlap), bounded));
    }
}
