/** The corridor of a request, from bytes to store and back: {@link dev.coracle.apiserver.Pipeline} is where to begin reading. */
@NullMarked
package dev.coracle.apiserver;

import org.jspecify.annotations.NullMarked;
