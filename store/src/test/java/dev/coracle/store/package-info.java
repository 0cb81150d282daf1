@NullMarked
package dev.coracle.store;

import org.jspecify.annotations.NullMarked;
