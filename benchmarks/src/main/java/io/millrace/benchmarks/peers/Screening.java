package io.millrace.benchmarks.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds out which of a peer's forms are worth measuring. */
final class Screening {
    private Screening() {}

    /** One form of every kind, the first: enough for a trial. */
    static List<Form> few(List<Form> forms) {
        Map<List<Role>, Form> first = new LinkedHashMap<>();
        forms.forEach(form -> first.putIfAbsent(roles(form), form));
        return List.copyOf(first.values());
    }

    private static List<Role> roles(Form form) {
        return Arrays.stream(Role.values()).filter(role -> role.fits(form)).toList();
    }

    /** Seconds of every form for the same work; a form that fails is named in {@code progress} and left out. */
    static Map<Form, Double> seconds(Peers peers, List<Form> forms, PrintStream progress)
            throws IOException, InterruptedException {
        Map<Form, Double> seconds = new LinkedHashMap<>();
        for (Form form : forms) {
            try {
                seconds.put(form, peers.screen(form));
                progress.printf(Locale.ROOT, "  %-45s %7.3f s a batch%n", form.name(), seconds.get(form));
            } catch (PeerFailedException e) {
                progress.printf("  %-45s failed: %s%n", form.name(), e.getMessage());
            }
        }
        return seconds;
    }

    /** The fastest form of each role. A form that fits two is taken for the first; a role that none is left for is missing. */
    static Map<Role, Form> best(Map<Form, Double> seconds) {
        Map<Role, Form> chosen = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            Optional<Form> best = seconds.entrySet().stream()
                    .filter(entry -> role.fits(entry.getKey()))
                    .min(Comparator.comparingDouble(Map.Entry::getValue))
                    .map(Map.Entry::getKey);
            best.filter(form -> !chosen.containsValue(form)).ifPresent(form -> chosen.put(role, form));
        }
        return chosen;
    }
}
