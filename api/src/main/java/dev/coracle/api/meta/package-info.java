/** What every object has: its metadata. */
@NullMarked
package dev.coracle.api.meta;

import org.jspecify.annotations.NullMarked;
