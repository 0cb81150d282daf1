@NullMarked
package dev.coracle.api.quantity;

import org.jspecify.annotations.NullMarked;
