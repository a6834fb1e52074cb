/** What a pass is given: tokens and labels, and how they come from the contract. */
package io.millrace.model.input;
