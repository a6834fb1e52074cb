package io.millrace.model;

import java.util.List;
import java.util.Set;

/** What values of a configuration have to fulfil; each refuses with an {@link IllegalArgumentException} that names the value. */
final class Constraints {
    private Constraints() {}

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    static void requirePositive(String name, float value) {
        require(value > 0 && Float.isFinite(value), name + " must be finite and above 0, but is " + value);
    }

    /** A copy of a list of widths, each of which must be positive. */
    static List<Integer> widths(String name, List<Integer> widths) {
        widths.forEach(width -> requirePositive(name, width));
        return List.copyOf(widths);
    }

    /** A copy of a list of names that can be written and told apart. */
    static List<String> names(String list, List<String> names) {
        for (String name : names) {
            require(
                    !name.isBlank() && name.chars().noneMatch(c -> c == ',' || c < ' '),
                    list + " holds a name that is blank or has a comma or a control character: '" + name + "'");
        }
        require(Set.copyOf(names).size() == names.size(), list + " names something twice: " + names);
        return List.copyOf(names);
    }
}
