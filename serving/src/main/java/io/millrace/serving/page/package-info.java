/** The page for people: static files from the class path. What it shows it asks of the API. */
package io.millrace.serving.page;
