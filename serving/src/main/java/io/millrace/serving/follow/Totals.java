package io.millrace.serving.follow;

import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import java.util.Optional;

/** What the end-of-version marks of all key groups add up to; digests add up modulo 2^64. */
record Totals(long rows, long digest, long appliedExamples, long appliedDigest) {
    static Totals of(KeyGroup[] groups, long version) {
        long rows = 0;
        long digest = 0;
        long appliedExamples = 0;
        long appliedDigest = 0;
        for (KeyGroup group : groups) {
            EndOfVersion mark = group.mark(version);
            rows += mark.getRows();
            digest += mark.getDigest();
            appliedExamples += mark.getAppliedExamples();
            appliedDigest += mark.getAppliedDigest();
        }
        return new Totals(rows, digest, appliedExamples, appliedDigest);
    }

    /** Where the manifest says something else, if it does. */
    Optional<String> contradiction(Manifest manifest) {
        Totals announced = new Totals(
                manifest.getRows(), manifest.getDigest(), manifest.getAppliedExamples(), manifest.getAppliedDigest());
        return equals(announced)
                ? Optional.empty()
                : Optional.of("the key groups add up to " + this + " where the manifest says " + announced);
    }
}
