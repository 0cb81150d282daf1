/** Objects over the key-value port: cached bytes for readers, compare-and-set for writers, events for watchers. */
@NullMarked
package dev.coracle.apiserver.storage;

import org.jspecify.annotations.NullMarked;
