package io.millrace.benchmarks.peers;

/**
 * Who trained.
 *
 * @param label for people: {@code Millrace, 1 trainer}, {@code PyTorch, best eager}
 * @param form the peer's form, empty for Millrace
 * @param threads it had
 * @param copies how often it trained the workload in one pass
 */
record Side(String label, String form, int threads, int copies) {
    static Side millrace(int trainers) {
        return new Side("Millrace, " + trainers + (trainers == 1 ? " trainer" : " trainers"), "", trainers, trainers);
    }

    static Side peer(Role role, Form form, int threads) {
        return new Side(role.label(), form.name(), threads, 1);
    }
}
