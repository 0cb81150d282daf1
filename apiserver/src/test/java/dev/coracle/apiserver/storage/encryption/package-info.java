@NullMarked
package dev.coracle.apiserver.storage.encryption;

import org.jspecify.annotations.NullMarked;
