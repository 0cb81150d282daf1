@NullMarked
package dev.coracle.api.cbor;

import org.jspecify.annotations.NullMarked;
