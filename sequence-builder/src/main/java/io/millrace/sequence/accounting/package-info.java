/** Counts that must add up. */
package io.millrace.sequence.accounting;
