/** Admission by HTTPS call: mutating and validating webhooks. */
@NullMarked
package dev.coracle.apiserver.admission.webhook;

import org.jspecify.annotations.NullMarked;
