package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.Encoder;
import java.util.Locale;
import java.util.Optional;

/** The models of the table. */
public enum Contender {
    HSTU(Recipe.published(Encoder.HSTU, 2, 1), Measures.of(.3097, .5754, .7716, .1720, .2606)),
    HSTU_LARGE(Recipe.published(Encoder.HSTU, 8, 2), Measures.of(.3294, .5935, .7839, .1893, .2771)),
    SASREC(Recipe.published(Encoder.SASREC, 2, 1), Measures.of(.2853, .5474, .7528, .1603, .2498)),
    POPULARITY(null, null);

    private final Recipe recipe;
    private final Measures published;

    Contender(Recipe recipe, Measures published) {
        this.recipe = recipe;
        this.published = published;
    }

    /** How it is trained; empty of popularity, which knows neither epochs nor seeds. */
    Optional<Recipe> recipe() {
        return Optional.ofNullable(recipe);
    }

    /** The figures of the authors' table (README of arXiv 2402.17152's code, with time bias on all users). */
    Optional<Measures> published() {
        return Optional.ofNullable(published);
    }

    /** Whether the model makes any use of times. */
    boolean knowsTimes() {
        return recipe != null && recipe.encoder() == Encoder.HSTU;
    }

    /** As on the command line, such as {@code hstu-large}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
