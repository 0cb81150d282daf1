@NullMarked
package dev.coracle.api.schema.check;

import org.jspecify.annotations.NullMarked;
