package io.millrace.sequence.intake;

import io.millrace.schemas.DeadLetter;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Stops a subtask when most of what it reads is bad: as soon as {@code bad > ratio · window}, where {@code bad} counts the
 * dead letters among its last {@code window} records. Heartbeats do not count. It goes by counts alone: read again from
 * the same checkpoint, the same records stop it at the same one.
 */
public final class Breaker {
    private final BreakerConfig config;
    private final OutcomeWindow outcomes;

    public Breaker(BreakerConfig config) {
        this.config = config;
        this.outcomes = new OutcomeWindow(config.window());
    }

    /**
     * Notes a record that is no heartbeat.
     *
     * @throws MostlyBadInputException if with it too many of the latest are bad
     */
    public void note(Intake intake) throws MostlyBadInputException {
        if (intake.isAccepted()) {
            outcomes.addGood();
            return;
        }
        outcomes.addBad(intake.deadLetter().getReason());
        if (outcomes.bad() > config.ratio() * config.window()) {
            throw new MostlyBadInputException(complaint(intake.deadLetter()));
        }
    }

    private String complaint(DeadLetter latest) {
        String reasons = outcomes.reasons().entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue()))
                .map(entry -> String.format(Locale.ROOT, "%s %,d", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%,d of the last %,d records cannot be used (%s), as %s-%d@%d, %s: %s."
                        + " The job stops rather than put the topic aside, and nothing is lost: mend the producer, or the"
                        + " bounds (intake.*), and start it again from its last checkpoint;"
                        + " to put bad records aside however many they are, set intake.breaker-ratio to 1",
                outcomes.bad(),
                config.window(),
                reasons,
                latest.getTopic(),
                latest.getPartition(),
                latest.getOffset(),
                latest.getReason(),
                latest.getDetail());
    }

    /** What a checkpoint keeps. */
    public byte[] encode() {
        BinaryWriter out = new BinaryWriter();
        outcomes.write(out);
        return out.toBytes();
    }

    /** Notes what was noted before a checkpoint, by this subtask or, after rescaling, by another. */
    public void restore(byte[] encoded) {
        outcomes.addAll(new BinaryReader(encoded));
    }
}
