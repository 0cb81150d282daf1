/** Who speaks. */
@NullMarked
package dev.coracle.apiserver.authentication;

import org.jspecify.annotations.NullMarked;
