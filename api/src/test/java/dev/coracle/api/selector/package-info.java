@NullMarked
package dev.coracle.api.selector;

import org.jspecify.annotations.NullMarked;
