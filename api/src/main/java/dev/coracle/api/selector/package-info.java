/** Choosing objects by their labels and by their fields. */
@NullMarked
package dev.coracle.api.selector;

import org.jspecify.annotations.NullMarked;
