/** API groups that other servers serve: requests are passed on under the front proxy's identity, their health is watched, and what they say of themselves is told with the rest. */
@NullMarked
package dev.coracle.apiserver.aggregation;

import org.jspecify.annotations.NullMarked;
