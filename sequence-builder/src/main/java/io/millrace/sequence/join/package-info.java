/** Which exposure an action belongs to. */
package io.millrace.sequence.join;
