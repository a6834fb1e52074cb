/** What a person sees in the terminal. */
package io.millrace.pipeline.display;
