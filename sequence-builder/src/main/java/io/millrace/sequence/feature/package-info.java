/** What an event says of its item and of the moment. */
package io.millrace.sequence.feature;
