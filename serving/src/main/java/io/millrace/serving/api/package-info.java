/** What can be asked over HTTP: one class for each kind of request, and the readers of what requests have in common. */
package io.millrace.serving.api;
