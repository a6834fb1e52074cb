package io.millrace.benchmarks.peers;

import java.util.function.Predicate;

/** What a peer's form stands for in a comparison. */
enum Role {
    BEST_EAGER("PyTorch, best eager", form -> !form.compiled()),
    BEST_COMPILED("PyTorch, best compiled", Form::compiled),
    /** What public implementations do. */
    PADDED_EAGER("PyTorch, padded eager", form -> !form.compiled() && form.padded());

    private final String label;
    private final Predicate<Form> fits;

    Role(String label, Predicate<Form> fits) {
        this.label = label;
        this.fits = fits;
    }

    /** For people. */
    String label() {
        return label;
    }

    boolean fits(Form form) {
        return fits.test(form);
    }
}
