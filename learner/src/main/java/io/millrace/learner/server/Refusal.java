package io.millrace.learner.server;

/**
 * An update that would have made a row explode; the row stayed as it was.
 *
 * @param table name of the table
 * @param row its id
 * @param outOfVocabulary whether it is the row that stands in for those not admitted
 */
public record Refusal(String table, long row, boolean outOfVocabulary) {}
