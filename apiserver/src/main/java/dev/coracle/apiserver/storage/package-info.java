/** Objects over the key-value port: reads from the cache, writes by compare-and-set. */
@NullMarked
package dev.coracle.apiserver.storage;

import org.jspecify.annotations.NullMarked;
