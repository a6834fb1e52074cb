package io.millrace.learner;

import io.millrace.learner.verdict.VerdictRules;
import io.millrace.schemas.Precision;
import java.io.Serializable;

/**
 * How versions are published.
 *
 * @param lineage of the versions
 * @param rules by which one is held back
 * @param precision of the rows on the model topic; the trainers' is float32 whatever this is
 */
public record PublicationConfig(LineageConfig lineage, VerdictRules rules, Precision precision)
        implements Serializable {}
