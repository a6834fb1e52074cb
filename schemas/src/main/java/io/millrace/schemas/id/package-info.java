/** Strings on the wire, 64-bit ids inside. */
package io.millrace.schemas.id;
