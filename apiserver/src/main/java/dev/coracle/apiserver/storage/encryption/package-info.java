/** Objects whose bytes in the store only those can read who have the keys: a store around the store. */
@NullMarked
package dev.coracle.apiserver.storage.encryption;

import org.jspecify.annotations.NullMarked;
