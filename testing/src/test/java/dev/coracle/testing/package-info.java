@NullMarked
package dev.coracle.testing;

import org.jspecify.annotations.NullMarked;
