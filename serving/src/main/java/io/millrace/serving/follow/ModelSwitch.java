package io.millrace.serving.follow;

import io.millrace.serving.version.ServedModel;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version is in use: the one verified last, until somebody chooses another of those that are kept. Thread-safe: who
 * serves reads one reference and waits for nobody.
 */
public final class ModelSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(ModelSwitch.class);

    private final InstantSource clock;
    private final List<Consumer<Activation>> listeners = new CopyOnWriteArrayList<>();
    private volatile KeptVersions kept;

    /**
     * @param most how many verified versions are kept, the one in use among them unless it is pinned
     * @param clock dates activations by hand
     */
    public ModelSwitch(int most, InstantSource clock) {
        this.kept = KeptVersions.none(most);
        this.clock = clock;
    }

    /** The version in use; empty until the first is verified. */
    public Optional<ServedModel> current() {
        return kept.served();
    }

    /** What can be served, and whether one is pinned. */
    public KeptVersions kept() {
        return kept;
    }

    /**
     * Serves a version that is kept and stays there, whatever comes: newer versions are verified and kept, and not used;
     * also when the version's lineage ends. A restart of the process forgets it.
     *
     * @param lineage needed where several kept versions have that number
     * @throws VersionNotKeptException if it is not one of those that are kept, or not the only one
     */
    public synchronized ServedModel serve(long version, OptionalLong lineage) {
        to(kept.pin(version, lineage), this::byHand);
        return kept.served().orElseThrow();
    }

    /** Serves the version verified last, if there is one, and those to come. */
    public synchronized void follow() {
        to(kept.follow(), this::byHand);
    }

    /** Takes a version that has just been verified; it is used unless another is pinned. */
    public synchronized void offer(ServedModel verified) {
        to(kept.with(verified), Activation::of);
    }

    /**
     * Adds a listener, called after the version is in use by whoever brought it there: one after the other, and it must not
     * block for long. What it throws is logged and goes no further.
     */
    public void onActivation(Consumer<Activation> listener) {
        listeners.add(listener);
    }

    private Activation byHand(ServedModel model) {
        return new Activation(model.version(), model.manifest(), clock.millis(), List.of());
    }

    private void to(KeptVersions next, Function<ServedModel, Activation> activation) {
        Optional<ServedModel> before = kept.served();
        kept = next;
        next.served().filter(model -> before.isEmpty() || before.get() != model).ifPresent(model -> {
            LOG.info(
                    "Version {} of lineage {} is in use{}.",
                    model.version(),
                    model.lineage(),
                    next.pinned().isPresent() ? ", and stays so until told to follow" : "");
            tell(activation.apply(model));
        });
    }

    private void tell(Activation activation) {
        for (Consumer<Activation> listener : listeners) {
            try {
                listener.accept(activation);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed at version {}.", activation.version(), e);
            }
        }
    }
}
