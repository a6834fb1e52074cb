package io.millrace.serving.watch;

import io.millrace.schemas.Manifest;
import io.millrace.serving.follow.Activation;
import io.millrace.serving.follow.ModelFollower;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The newest versions that there are, in use or not, in the order in which they were announced. Bounded; thread-safe. */
public final class VersionLog {
    private record Id(long lineage, long version) {
        static Id of(Manifest manifest) {
            return new Id(manifest.getLineage(), manifest.getVersion());
        }
    }

    private final int most;
    private final long since;
    private final LinkedHashMap<Id, VersionReport> reports = new LinkedHashMap<>();
    private Manifest last;

    /**
     * @param most how many are kept
     * @param since the start of this process, milliseconds: what arrived before had to wait for it
     */
    public VersionLog(int most, long since) {
        this.most = most;
        this.since = since;
    }

    /** Listens to a follower, which must not have begun. */
    public VersionLog listenTo(ModelFollower follower) {
        follower.onManifest(this::announced);
        follower.onActivation(this::activated);
        return this;
    }

    /** A version is there. Told of again, as after a restart of the job, it is still the same. */
    public synchronized void announced(Manifest manifest) {
        if (reports.putIfAbsent(Id.of(manifest), VersionReport.of(manifest, rate(manifest))) == null) {
            last = manifest;
            if (reports.size() > most) {
                reports.remove(reports.keySet().iterator().next());
            }
        }
    }

    /** A version came into use. */
    public synchronized void activated(Activation activation) {
        reports.computeIfPresent(Id.of(activation.manifest()), (id, report) -> report.with(activation, since));
    }

    /** What is known of a version; empty if it was never announced, or is no longer kept. */
    public synchronized Optional<VersionReport> of(Manifest manifest) {
        return Optional.ofNullable(reports.get(Id.of(manifest)));
    }

    /** The newest {@code most}, oldest first. */
    public synchronized List<VersionReport> newest(int most) {
        List<VersionReport> all = new ArrayList<>(reports.values());
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    /** Between two cuts of one lineage. */
    private double rate(Manifest manifest) {
        if (last == null || last.getLineage() != manifest.getLineage()) {
            return 0;
        }
        long millis = manifest.getCreatedAt() - last.getCreatedAt();
        long events = events(manifest) - events(last);
        return millis <= 0 || events < 0 ? 0 : events * 1e3 / millis;
    }

    private static long events(Manifest manifest) {
        return VersionReport.of(manifest, 0).events();
    }
}
