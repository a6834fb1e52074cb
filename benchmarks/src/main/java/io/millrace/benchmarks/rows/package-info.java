/** How fast the parameter server fills and updates more rows than memory holds. */
package io.millrace.benchmarks.rows;
