/** What a model is to be compared with: recommenders that learn nothing about a user. */
package io.millrace.model.baseline;
