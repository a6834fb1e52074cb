/** Where everything is put together: jobs, configuration, the command line, and what feeds them. */
package io.millrace.pipeline;
