/** Which fields there are and how they are named: paths, sets of paths, and a schema's view of what has parts. */
@NullMarked
package dev.coracle.api.apply.fields;

import org.jspecify.annotations.NullMarked;
