/** What becomes of the versions, for people to see: what each had learnt and how well, and how soon it was in use. */
package io.millrace.serving.watch;
