@NullMarked
package dev.coracle.api.schema;

import org.jspecify.annotations.NullMarked;
