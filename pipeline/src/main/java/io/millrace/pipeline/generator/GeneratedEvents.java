package io.millrace.pipeline.generator;

import io.millrace.pipeline.dataset.BadLines;
import io.millrace.pipeline.dataset.DatasetProfile;
import io.millrace.pipeline.dataset.DatasetProfile.Windows;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.dataset.ItemNames;
import io.millrace.schemas.Event;
import io.millrace.schemas.id.Ids;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The events of a made-up world: impressions, clicks, conversions, and what becomes known of the users. With the same
 * configuration they are always the same.
 */
public final class GeneratedEvents implements EventSource {
    private static final String NAME = "world";

    private final WorldConfig config;
    private final OptionalLong size;
    private final long identity;

    /** @param size how many events; empty for no end */
    public GeneratedEvents(WorldConfig config, OptionalLong size) {
        this.config = config;
        this.size = size;
        this.identity = Ids.ofFact(NAME, config.toString());
    }

    /** The attribution window is long enough for every action: no label is ever wrong. */
    @Override
    public DatasetProfile profile() {
        WorldConfig.Delays delays = config.delays();
        return new DatasetProfile(
                NAME,
                List.of("click", "convert"),
                List.of(),
                List.of("click"),
                List.of("click", "convert"),
                List.of("category"),
                new Windows(
                        delays.longestClick(),
                        delays.longestClick().plus(delays.longestConversion()),
                        Duration.ofSeconds(2)));
    }

    @Override
    public long identity() {
        return identity;
    }

    @Override
    public Iterator<Event> events() {
        String eventIdPrefix = NAME + '-' + HexFormat.of().toHexDigits((int) identity) + ':';
        return new EventGenerator(config, eventIdPrefix, size.orElse(Long.MAX_VALUE));
    }

    @Override
    public OptionalLong size() {
        return size;
    }

    @Override
    public BadLines badLines() {
        return BadLines.NONE;
    }

    @Override
    public ItemNames itemNames() {
        return ItemNames.NONE;
    }
}
