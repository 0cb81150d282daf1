/** One request as every station of the corridor sees it: immutable, shared, and all they share. */
@NullMarked
package dev.coracle.apiserver.request;

import org.jspecify.annotations.NullMarked;
