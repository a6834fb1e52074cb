/**
 * The loops that all the arithmetic is made of. They know matrices and nothing of models, and every one of them adds up
 * in an order that does not depend on how many rows stand beside a row.
 */
package io.millrace.model.kernel;
