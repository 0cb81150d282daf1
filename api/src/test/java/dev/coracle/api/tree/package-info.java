@NullMarked
package dev.coracle.api.tree;

import org.jspecify.annotations.NullMarked;
