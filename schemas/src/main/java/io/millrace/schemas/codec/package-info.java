/** How contracts become bytes. */
package io.millrace.schemas.codec;
