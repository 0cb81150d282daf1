/** What objects count for in a ResourceQuota. Pure: the API server's admission counts up with it, the quota controller counts anew. */
@NullMarked
package dev.coracle.api.quota;

import org.jspecify.annotations.NullMarked;
