package io.millrace.learner.server;

/**
 * An update that would have made a row explode; the row stayed as it was.
 *
 * @param keyGroup that the row lies in
 * @param table name of the table
 * @param row its id
 * @param outOfVocabulary whether it is the row that stands in for those not admitted
 */
public record Refusal(int keyGroup, String table, long row, boolean outOfVocabulary) {}
