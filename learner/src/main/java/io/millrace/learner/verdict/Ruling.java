package io.millrace.learner.verdict;

/**
 * The verdict on the version that is cut next.
 *
 * @param objection why it is held; empty if it is not
 */
public record Ruling(String objection) {
    public boolean held() {
        return !objection.isEmpty();
    }
}
