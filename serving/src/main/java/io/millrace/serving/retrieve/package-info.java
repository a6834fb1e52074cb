/** From a user's history to the items that may come next. */
package io.millrace.serving.retrieve;
