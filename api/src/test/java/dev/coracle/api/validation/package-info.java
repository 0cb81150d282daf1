@NullMarked
package dev.coracle.api.validation;

import org.jspecify.annotations.NullMarked;
