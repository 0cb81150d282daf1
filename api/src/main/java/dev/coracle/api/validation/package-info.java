/** The vocabulary in which every kind says what is wrong with an object: paths, errors, names. */
@NullMarked
package dev.coracle.api.validation;

import org.jspecify.annotations.NullMarked;
