@NullMarked
package dev.coracle.api.catalogue;

import org.jspecify.annotations.NullMarked;
