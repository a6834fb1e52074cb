/** The layout of a model: everything learnt is a row of a table, is born from a hash of its key, and has one encoding. */
package io.millrace.model.row;
