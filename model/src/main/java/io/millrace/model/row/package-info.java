/** Tables, rows and how both are addressed, born and digested. */
package io.millrace.model.row;
