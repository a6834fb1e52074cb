/** A version as a file that other frameworks read. */
package io.millrace.serving.export;
