/** Changing an object by a description of the change. */
@NullMarked
package dev.coracle.api.patch;

import org.jspecify.annotations.NullMarked;
