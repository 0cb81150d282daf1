/** How many requests are handled at a time. */
@NullMarked
package dev.coracle.apiserver.flow;

import org.jspecify.annotations.NullMarked;
