package io.millrace.learner.verdict;

import io.millrace.schemas.PublicationOrder;

/**
 * An order, and which one it is.
 *
 * @param order what was ordered
 * @param position on the topic of orders, from 0 on; it rises with every one that is given
 */
public record GivenOrder(PublicationOrder order, long position) {}
