@NullMarked
package dev.coracle.base.log;

import org.jspecify.annotations.NullMarked;
