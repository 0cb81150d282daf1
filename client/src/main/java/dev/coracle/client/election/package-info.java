/** One leader among several copies of a component, by a Lease. */
@NullMarked
package dev.coracle.client.election;

import org.jspecify.annotations.NullMarked;
