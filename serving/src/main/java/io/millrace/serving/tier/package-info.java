/** The serving tier as one thing that is started and closed. */
package io.millrace.serving.tier;
