/** What the ids of the inside are called on the wire. */
package io.millrace.serving.names;
