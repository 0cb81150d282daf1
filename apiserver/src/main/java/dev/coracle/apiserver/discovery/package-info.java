/** What the server says of itself: groups, versions and resources, in the old form and the aggregated one; its version. */
@NullMarked
package dev.coracle.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
