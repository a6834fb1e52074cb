/** Reading of a topic's records as they come, by whoever needs only the newest of them. */
package io.millrace.serving.topic;
