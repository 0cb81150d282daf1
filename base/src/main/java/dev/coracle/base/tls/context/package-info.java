/** TLS contexts, and keys in them that change while they are in use. */
@NullMarked
package dev.coracle.base.tls.context;

import org.jspecify.annotations.NullMarked;
