@NullMarked
package dev.coracle.base.wire;

import org.jspecify.annotations.NullMarked;
