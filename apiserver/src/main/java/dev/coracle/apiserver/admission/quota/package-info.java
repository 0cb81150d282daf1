/** What a namespace may hold and its pods may ask for: quotas and limit ranges. */
@NullMarked
package dev.coracle.apiserver.admission.quota;

import org.jspecify.annotations.NullMarked;
