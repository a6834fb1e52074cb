/** What users did last, as the sequence builder tells it. */
package io.millrace.serving.users;
