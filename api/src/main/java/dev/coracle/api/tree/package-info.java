/** Objects as JSON trees, and the way from and to bytes. */
@NullMarked
package dev.coracle.api.tree;

import org.jspecify.annotations.NullMarked;
