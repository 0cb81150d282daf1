@NullMarked
package dev.coracle.api.patch;

import org.jspecify.annotations.NullMarked;
