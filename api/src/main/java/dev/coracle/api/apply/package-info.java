/** Who owns which field of an object, and server-side apply: the merge that follows from it. */
@NullMarked
package dev.coracle.api.apply;

import org.jspecify.annotations.NullMarked;
