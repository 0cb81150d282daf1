/** Amounts with units, and numbers that may be percentages. */
@NullMarked
package dev.coracle.api.quantity;

import org.jspecify.annotations.NullMarked;
