/** Which resources there are and what they are called. */
@NullMarked
package dev.coracle.api.catalogue;

import org.jspecify.annotations.NullMarked;
