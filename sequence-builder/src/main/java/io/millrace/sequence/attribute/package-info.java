/** Facts about the user: static ones and those that change slowly. */
package io.millrace.sequence.attribute;
