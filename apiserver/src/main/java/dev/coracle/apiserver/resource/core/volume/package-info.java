/** Persistent volumes and the claims on them. */
@NullMarked
package dev.coracle.apiserver.resource.core.volume;

import org.jspecify.annotations.NullMarked;
