/** HTTP, and what holds for every request whatever it asks: routes, limits, the token, errors. */
package io.millrace.serving.http;
