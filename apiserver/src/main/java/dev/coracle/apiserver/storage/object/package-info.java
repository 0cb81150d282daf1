/** What is stored, and what is in memory of it: keys, bytes, and how one becomes the other. */
@NullMarked
package dev.coracle.apiserver.storage.object;

import org.jspecify.annotations.NullMarked;
