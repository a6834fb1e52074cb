/** What people see of versions, and what they order: the manifests on the model topic, and the orders beside it. */
package io.millrace.pipeline.versions;
