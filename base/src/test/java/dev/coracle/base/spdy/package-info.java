@NullMarked
package dev.coracle.base.spdy;

import org.jspecify.annotations.NullMarked;
