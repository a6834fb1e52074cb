package io.millrace.pipeline.experiment.ml1m;

import java.util.List;

/**
 * The data of an experiment.
 *
 * @param items V
 * @param users in the order of the file
 */
record MovieLens(int items, List<UserHistory> users) {}
